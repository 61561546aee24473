/** Calls first: where other threads share a core with them, the system runs those in what calls leave. Linux alone has priorities of threads. */
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/**
 * A third of a call thread's weight. On a core that calls take whole this still leaves the projection about a fifth, which is
 * what it needs for as many calls as the rest of the core can serve: it falls behind, but not without bound. Raising the
 * priority again would take a privilege; with this it is never needed.
 */
const STEPS_DOWN = 5
/** A tenth of a call thread's weight: there are four of them, and marking a heap keeps all four busy for some 30 ms. */
const ENGINE_STEPS_DOWN = 10
const LOWEST = 19
/** Elsewhere this number means the whole process. */
const THIS_THREAD = 0
/** What Node.js calls V8's helpers: they compile what is called often, and look for what is garbage. */
const ENGINE_THREAD = 'V8Worker'

/** Lowers the priority of the thread that calls this: the projection's. */
export function giveWay(): void {
  lower(THIS_THREAD, STEPS_DOWN)
}

/** Lowers the priority of the engine's own threads. Where a collection stops the calls, nobody is before them. */
export function engineGivesWay(): void {
  for (const thread of engineThreads()) lower(thread, ENGINE_STEPS_DOWN)
}

function engineThreads(): readonly number[] {
  if (process.platform !== 'linux') return []
  try {
    const isEngine = (thread: string): boolean =>
      readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim() === ENGINE_THREAD
    return readdirSync('/proc/self/task').filter(isEngine).map(Number)
  } catch {
    // Without /proc, calls are a little slower.
    return []
  }
}

/** @param thread its number, or `THIS_THREAD` */
function lower(thread: number, steps: number): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(thread, Math.min(getPriority(thread) + steps, LOWEST))
  } catch {
    // A sandbox may refuse it.
  }
}
