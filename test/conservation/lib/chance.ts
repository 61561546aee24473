/** Chance that depends on a seed alone, so that what it made can be made again. */
import { randomFrom } from '../../support/figures.ts'

export interface Chance {
  /** A whole number from 0 up to, not including, `end`. */
  readonly below: (end: number) => number
  /** @param chance 0 never, 1 always */
  readonly happens: (chance: number) => boolean
  readonly oneOf: <T>(list: readonly T[]) => T
  /** One of the names, as often as its weight says. */
  readonly weighted: <T extends string>(weights: Readonly<Record<T, number>>) => T
}

export function chanceFrom(seed: number): Chance {
  const random = randomFrom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  const oneOf = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)]
    if (one === undefined) throw new Error('nothing to choose from')
    return one
  }
  const weighted = <T extends string>(weights: Readonly<Record<T, number>>): T => {
    const entries = Object.entries(weights) as [T, number][]
    let at = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) if ((at -= weight) < 0) return name
    return oneOf(entries)[0]
  }
  return { below, happens: (chance) => random() < chance, oneOf, weighted }
}
