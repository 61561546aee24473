/** Totals per hour and group, kept beside the calls they sum and changed in the same commit: `spend` never scans calls. */
import { HOUR_MS } from '@keybrake/core'
import type { Contribution } from './fold.ts'
import type { Segment } from './segment.ts'

export const hourOf = (time: number): number => time - (time % HOUR_MS)

/** `[calls, spent, held]`. */
type Sums = [calls: number, spent: bigint, held: bigint]

export class Total {
  readonly sums: Sums = [0, 0n, 0n]
  readonly budgets = new Map<string, Sums>()

  /** Adds (`sign` 1) or takes back (`sign` -1) what a call contributes. */
  add(contribution: Contribution, sign: 1 | -1): void {
    const times = BigInt(sign)
    addTo(this.sums, sign * contribution.calls, times * contribution.spent, times * contribution.held)
    for (const [id, spent, held] of contribution.budgets) {
      let sums = this.budgets.get(id)
      if (sums === undefined) {
        sums = [0, 0n, 0n]
        this.budgets.set(id, sums)
      }
      addTo(sums, sign, times * spent, times * held)
    }
  }

  /** The budgets as stored: sorted, without those that nothing counts on. */
  packBudgets(): string {
    const kept = [...this.budgets].filter(([, [calls, spent, held]]) => calls !== 0 || spent !== 0n || held !== 0n)
    kept.sort(([a], [b]) => (a < b ? -1 : 1))
    return JSON.stringify(kept.map(([id, [calls, spent, held]]) => [id, calls, spent.toString(), held.toString()]))
  }
}

function addTo(sums: Sums, calls: number, spent: bigint, held: bigint): void {
  sums[0] += calls
  sums[1] += spent
  sums[2] += held
}

export const parseBudgets = (text: string): readonly (readonly [string, number, string, string])[] =>
  JSON.parse(text) as [string, number, string, string][]

export function loadTotal(segment: Segment, hour: number, groupId: number): Total {
  const total = new Total()
  const row = segment.get('spend', hour, groupId)
  if (row === undefined) return total
  addTo(total.sums, row['calls'] as number, BigInt(row['spent'] as string), BigInt(row['held'] as string))
  for (const [id, calls, spent, held] of parseBudgets(row['budgets'] as string)) {
    total.budgets.set(id, [calls, BigInt(spent), BigInt(held)])
  }
  return total
}

export function storeTotal(segment: Segment, hour: number, groupId: number, total: Total): void {
  const [calls, spent, held] = total.sums
  segment.run('putSpend', hour, groupId, calls, spent, held, total.packBudgets())
}
