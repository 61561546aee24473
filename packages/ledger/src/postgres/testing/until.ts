import { setTimeout as sleep } from 'node:timers/promises'

/** Longer than stores take to find out what became of a fault. */
const PATIENCE_MS = 30_000

/** Waits for what must come by itself. Throws with `what` where it does not; a question that fails is asked again. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(20)) {
    if (await holds().catch(() => false)) return
  }
  throw new Error(`${what}, but not within ${PATIENCE_MS} ms`)
}
