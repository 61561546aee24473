/** Each round takes them in another order, so that none always follows the same one. */
export function inTurn<T>(all: readonly T[], round: number): readonly T[] {
  const at = all.length === 0 ? 0 : round % all.length
  return [...all.slice(at), ...all.slice(0, at)]
}

/** Told of a turn that could not be taken: the others go on, and it is named in the page. */
export type OnFault = (what: string, error: unknown) => void

/** One turn of each; its result, or nothing. @param what names it */
export async function takeTurns<T, R>(
  all: readonly T[],
  round: number,
  {
    what,
    take,
    onFault,
  }: {
    readonly what: (one: T) => string
    readonly take: (one: T) => Promise<R>
    readonly onFault: OnFault
  },
): Promise<readonly R[]> {
  const results: R[] = []
  for (const one of inTurn(all, round))
    try {
      results.push(await take(one))
    } catch (error) {
      onFault(what(one), error)
    }
  return results
}
