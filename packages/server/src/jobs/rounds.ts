/** Work that is done again and again: a round, a pause, the next round. Never two at once. */

/** Asked between the steps of a round. */
export type Stopping = () => boolean
export type Round = (stopping: Stopping) => Promise<void>

/**
 * @param onFault told what a round threw; the next one comes all the same
 * @returns what ends it: resolves when the round under way is over
 */
export function startRounds(pauseMs: number, round: Round, onFault: (error: unknown) => void): () => Promise<void> {
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

/**
 * Of the processes that share a store one asks vendors, as they count every question against the account's rate.
 *
 * @param otherwise what a round of the others does
 */
export function whileLeading(leads: () => boolean, round: Round, otherwise = (): void => undefined): Round {
  return async (stopping) => {
    if (leads()) await round(() => stopping() || !leads())
    else otherwise()
  }
}
