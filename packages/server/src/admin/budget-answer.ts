import { wireBudget } from '@keybrake/contract'
import { type BudgetLine, type BudgetView, type Instant, WINDOWS, windowEnd } from '@keybrake/core'
import type { BudgetRecord } from '@keybrake/ledger'

/** One line per window, capped or not: a shared budget is looked at for what it counts. */
export const budgetLines = (budget: BudgetView, at: Instant): readonly BudgetLine[] =>
  WINDOWS.map((window) => ({
    budget: budget.name,
    kind: budget.kind,
    window,
    cap: budget.caps[window] ?? null,
    spent: budget.counters[window].spent,
    held: budget.counters[window].held,
    resetsAt: windowEnd(window, budget, at),
  }))

export const budgetAnswer = (budget: BudgetRecord, at: Instant) =>
  wireBudget({
    id: budget.id,
    name: budget.name,
    kind: budget.kind,
    caps: budget.caps,
    dayReset: budget.dayReset,
    connection: budget.connection,
    principalId: budget.principalId,
    anchor: budget.anchor,
    closedAt: budget.closedAt,
    endedAt: budget.endedAt,
    liveKeys: budget.liveKeys,
    openHolds: budget.openHolds,
    lastActivityAt: budget.lastActivityAt,
    lines: budgetLines(budget, at),
  })
