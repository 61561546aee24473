/** Medians over rounds, and figures of two targets compared inside each round. */

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN }
}

/** What a turn was of. */
interface TurnOf {
  readonly target: string
  readonly round: number
}

/**
 * `compare` for each turn of `target` with the one of `other` in the same round.
 * @param turns of one setting (connections, rate): what is not to be compared is left out before
 */
export function paired<T extends TurnOf>(
  turns: readonly T[],
  target: string,
  other: string,
  compare: (turn: T, beside: T) => number,
): Spread {
  const pairs = turns
    .filter((turn) => turn.target === target)
    .flatMap((turn) =>
      turns
        .filter((beside) => beside.target === other && beside.round === turn.round)
        .map((beside) => compare(turn, beside)),
    )
  return spread(pairs)
}

/** Of one figure of one target, over all rounds. */
export const over = <T extends TurnOf>(turns: readonly T[], target: string, figure: (turn: T) => number): Spread =>
  spread(turns.filter((turn) => turn.target === target).map(figure))

/** In the order in which they came first. */
export const distinct = <T, K>(all: readonly T[], key: (one: T) => K): readonly K[] => [...new Set(all.map(key))]
