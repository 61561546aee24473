/** Work that is done again and again: a round, a pause, the next round. Never two at once. */

/** Asked between the steps of a round. */
export type Stopping = () => boolean

/**
 * @param onFault told what a round threw; the next one comes all the same
 * @returns what ends it: resolves when the round under way is over
 */
export function startRounds(
  pauseMs: number,
  round: (stopping: Stopping) => Promise<void>,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout
  let running = Promise.resolve()
  const wait = (): void => {
    if (!stopped) timer = setTimeout(run, pauseMs).unref()
  }
  const run = (): void => {
    running = round(() => stopped)
      .catch(onFault)
      .then(wait)
  }
  wait()
  return () => {
    stopped = true
    clearTimeout(timer)
    return running
  }
}
