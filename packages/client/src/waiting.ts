/** Time: how long an attempt may take, and how long to wait before the next. */

/** Before the second and third attempt; each is varied, so that many clients do not come back at once. */
export const PAUSES_MS = [200, 800]

/** Aborts with the caller's signal or after `timeoutMs`, whichever is first. 0 and Infinity: no limit of our own. */
export function timeLimit(timeoutMs: number, signal: AbortSignal | undefined): AbortSignal | undefined {
  if (timeoutMs === 0 || timeoutMs === Infinity) return signal
  const limit = AbortSignal.timeout(timeoutMs)
  return signal === undefined ? limit : AbortSignal.any([signal, limit])
}

/** Between half and all of `ms`. @throws the signal's reason when it aborts meanwhile */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const done = () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }
    const timer = setTimeout(done, ms * (0.5 + Math.random() / 2))
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
