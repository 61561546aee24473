/** Totals per hour and group, kept beside the calls they sum and changed in the same commit: `spend` never scans calls. */
import { HOUR_MS } from '@keybrake/core'
import type { Contribution } from './fold.ts'
import type { Segment } from './segment.ts'

export const hourOf = (time: number): number => time - (time % HOUR_MS)

interface Sums {
  calls: number
  spent: bigint
  held: bigint
}

export class Total implements Sums {
  calls = 0
  spent = 0n
  held = 0n
  readonly budgets = new Map<string, Sums>()
  /** By code and decision, as JSON text. */
  readonly refusals = new Map<string, number>()

  /** Adds (`sign` 1) or takes back (`sign` -1) what a call contributes. */
  add({ calls, as, cost, shares, refusal }: Contribution, sign: 1 | -1): void {
    addTo(this, sign * calls, as, sign === 1 ? cost : -cost)
    for (const [id, amount] of shares) addTo(this.#budget(id), sign, as, sign === 1 ? amount : -amount)
    if (refusal === null) return
    const name = JSON.stringify([refusal.code, refusal.decision === 'refused' ? REFUSED : OBSERVED])
    this.refusals.set(name, (this.refusals.get(name) ?? 0) + sign * refusal.count)
  }

  #budget(id: string): Sums {
    let sums = this.budgets.get(id)
    if (sums === undefined) {
      sums = { calls: 0, spent: 0n, held: 0n }
      this.budgets.set(id, sums)
    }
    return sums
  }

  /** The budgets as stored: sorted, without those that nothing counts on. */
  packBudgets(): string {
    const kept = [...this.budgets].filter(([, { calls, spent, held }]) => calls !== 0 || spent !== 0n || held !== 0n)
    kept.sort(([a], [b]) => (a < b ? -1 : 1))
    return JSON.stringify(kept.map(([id, { calls, spent, held }]) => [id, calls, spent.toString(), held.toString()]))
  }

  /** The refusals as stored: sorted, without those that are none. */
  packRefusals(): string {
    const kept = [...this.refusals].filter(([, count]) => count !== 0)
    kept.sort(([a], [b]) => (a < b ? -1 : 1))
    return JSON.stringify(kept.map(([name, count]) => [...(JSON.parse(name) as [string, number]), count]))
  }
}

const REFUSED = 1
const OBSERVED = 2

export type RefusalCount = readonly [code: string, decision: number, count: number]

export const parseRefusals = (text: string): readonly RefusalCount[] => JSON.parse(text) as RefusalCount[]

export const isRefused = ([, decision]: RefusalCount): boolean => decision === REFUSED

function addTo(sums: Sums, calls: number, as: Contribution['as'], amount: bigint): void {
  sums.calls += calls
  if (as === 'spent') sums.spent += amount
  else if (as === 'held') sums.held += amount
}

export const parseBudgets = (text: string): readonly (readonly [string, number, string, string])[] =>
  JSON.parse(text) as [string, number, string, string][]

export function loadTotal(segment: Segment, hour: number, groupId: number): Total {
  const total = new Total()
  const row = segment.get('spend', hour, groupId)
  if (row === undefined) return total
  total.calls = row['calls'] as number
  total.spent = BigInt(row['spent'] as string)
  total.held = BigInt(row['held'] as string)
  for (const [id, calls, spent, held] of parseBudgets(row['budgets'] as string)) {
    total.budgets.set(id, { calls, spent: BigInt(spent), held: BigInt(held) })
  }
  for (const [code, decision, count] of parseRefusals(row['refusals'] as string)) {
    total.refusals.set(JSON.stringify([code, decision]), count)
  }
  return total
}

export function storeTotal(segment: Segment, hour: number, groupId: number, total: Total): void {
  segment.run(
    'putSpend',
    hour,
    groupId,
    total.calls,
    total.spent,
    total.held,
    total.packBudgets(),
    total.packRefusals(),
  )
}
