/** Tells when the page was asleep: a phone that was in a pocket, a laptop that was shut, a network that was away. */

/** Hidden for less than this, the stream will not have died unheard. */
const ASLEEP_MS = 20_000

/** Fires `wake`. */
export const wake = new EventTarget()

const fire = (): void => void wake.dispatchEvent(new Event('wake'))

export function listenForWaking(): void {
  let hiddenAt = Infinity
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now()
    else {
      if (Date.now() - hiddenAt > ASLEEP_MS) fire()
      hiddenAt = Infinity
    }
  })
  window.addEventListener('online', fire)
}

/** Resolves after `ms`, or at once when the page wakes or the signal aborts. */
export const sleepUntilWoken = (ms: number, waking: EventTarget, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      waking.removeEventListener('wake', end)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    waking.addEventListener('wake', end)
    signal.addEventListener('abort', end)
  })
