/** Calls first: where the projection shares a core with them, the system runs it in what they leave. */
import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { getPriority, setPriority } from 'node:os'

/**
 * A third of a call thread's weight. On a core that calls take whole this still leaves the projection about a fifth, which is
 * what it needs for as many calls as the rest of the core can serve: it falls behind, but not without bound. Raising the
 * priority again would take a privilege; with this it is never needed.
 */
const STEPS_DOWN = 5
const LOWEST = 19

/** Lowers the priority of the thread that calls this. Linux alone has priorities of threads; elsewhere nothing happens. */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = Number.parseInt(basename(readlinkSync('/proc/thread-self')), 10)
    setPriority(thread, Math.min(getPriority(thread) + STEPS_DOWN, LOWEST))
  } catch {
    // Without /proc the projection only costs calls a little more time.
  }
}
