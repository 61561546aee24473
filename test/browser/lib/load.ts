/** Calls at a steady rate, as many agents make them: each is begun when its moment comes, however long the others take. */
import type { Scene } from './scene.ts'
import { charge } from './scene.ts'

export interface Made {
  readonly callId: string
  /** When the caller had its answer, `Date.now()`. */
  readonly endedMs: number
}

/** @param bearers taken in turn */
export async function steady(
  scene: Scene,
  bearers: readonly string[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<readonly Made[]> {
  const made: Promise<Made>[] = []
  const beganMs = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const dueMs = beganMs + (n * 1000) / perSecond
    while (performance.now() < dueMs) await new Promise((resolve) => setTimeout(resolve, 1))
    const bearer = bearers[n % bearers.length] ?? ''
    made.push(
      charge(scene, bearer, 100, `cus_${n}`).then(({ callId }) => ({ callId: callId ?? '', endedMs: Date.now() })),
    )
  }
  return Promise.all(made)
}

/** Of sorted or unsorted values, the smallest that `percent` of a hundred do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}
