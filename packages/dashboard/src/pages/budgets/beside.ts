/** Budgets stack: what else a call must fit that draws on this one. */
import type { BudgetLine, Key } from '../../api/types.ts'

export interface Beside {
  readonly line: BudgetLine
  /** How many of the keys draw on both. */
  readonly keys: number
}

/**
 * The capped lines of other shared budgets that the keys draw on, most keys first. Every key's own cap is left out: it stands
 * with the key.
 */
export function besideOf(name: string, keys: readonly Pick<Key, 'budgets'>[]): readonly Beside[] {
  const found = new Map<string, Beside>()
  for (const { budgets } of keys)
    for (const line of budgets) {
      if (line.kind === 'key' || line.budget === name || line.cap_usd === null) continue
      const place = `${line.budget} ${line.window}`
      found.set(place, { line, keys: (found.get(place)?.keys ?? 0) + 1 })
    }
  return [...found.values()].sort((a, b) => b.keys - a.keys)
}
