/** Recomputes every counter from the holds' draws. */
import { WINDOWS } from '@keybrake/core'
import type { Ledger } from '../../../ledger.ts'
import { text } from '../columns.ts'
import type { Budget } from '../records/budget.ts'
import { INDEXES } from '../records/draw.ts'
import { unpackHold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'

type Difference = Awaited<ReturnType<Ledger['verify']>>[number]

interface Sums {
  readonly budget: Budget
  readonly spent: [bigint, bigint, bigint, bigint]
  readonly held: [bigint, bigint, bigint, bigint]
  openHolds: number
}

export function verify(unit: Unit): readonly Difference[] {
  const sums = new Map<string, Sums>()
  for (const row of unit.db.prepare('SELECT id FROM budgets').iterate()) {
    const budget = unit.budgets.get(text(row, 'id'))
    if (budget === null) continue
    sums.set(budget.id, { budget, spent: [0n, 0n, 0n, 0n], held: [0n, 0n, 0n, 0n], openHolds: 0 })
  }
  for (const row of unit.db.prepare('SELECT record FROM holds').iterate()) {
    for (const draw of unpackHold(text(row, 'record')).draws) {
      const sum = sums.get(draw.budgetId)
      if (sum === undefined) continue
      if (!draw.spent) sum.openHolds++
      for (const index of INDEXES) {
        if (draw.starts[index] !== sum.budget.counts.windows[index].start) continue
        sum[draw.spent ? 'spent' : 'held'][index] += draw.amounts[index]
      }
    }
  }
  return [...sums.values()].flatMap(differences)
}

function differences({ budget, spent, held, openHolds }: Sums): Difference[] {
  const found: Difference[] = []
  const compare = (window: string, stored: bigint | number, recomputed: bigint | number): void => {
    if (stored === recomputed) return
    found.push({ budgetId: budget.id, window, stored: String(stored), recomputed: String(recomputed) })
  }
  for (const [index, window] of WINDOWS.entries()) {
    const count = budget.counts.windows[index]
    compare(`${window} spent`, count?.spent ?? 0n, spent[index] ?? 0n)
    compare(`${window} held`, count?.held ?? 0n, held[index] ?? 0n)
  }
  compare('open holds', budget.counts.openHolds, openHolds)
  return found
}
