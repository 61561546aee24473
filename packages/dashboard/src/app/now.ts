/**
 * The server's time, once a second, only while something on the page shows it. A browser whose clock is wrong would otherwise
 * say "in 3 min" of what has just happened.
 */
import type { Store } from './store.ts'

/** Less than this is the way of the answer, not the clock. */
const SKEW_MS_MIN = 2_000

const listeners = new Set<() => void>()
let skew = 0
let now = Date.now()
let timer: ReturnType<typeof setInterval> | null = null

/** @param time what the server's clock said a moment ago */
export function setServerTime(time: string): void {
  const away = Date.parse(time) - Date.now()
  skew = Math.abs(away) < SKEW_MS_MIN ? 0 : away
}

/** Milliseconds by which this browser's clock is behind the server's; 0 where it is right. */
export const clockSkew = (): number => skew

/** Milliseconds of the epoch, by the server's clock. */
export const serverNow = (): number => Date.now() + skew

function tick(): void {
  now = serverNow()
  for (const listener of listeners) listener()
}

export const nowStore: Pick<Store<number>, 'get' | 'subscribe'> = {
  get: () => now,
  subscribe: (listener) => {
    if (listeners.size === 0) {
      now = serverNow()
      timer = setInterval(tick, 1_000)
    }
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0 || timer === null) return
      clearInterval(timer)
      timer = null
    }
  },
}
