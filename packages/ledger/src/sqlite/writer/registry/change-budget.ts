import type { BudgetView } from '@keybrake/core'
import { capsFrom, changeDayReset } from '../counters.ts'
import type { Budget } from '../records/budget.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { capFacts, dayResetFact, recordAdmin } from './admin-entry.ts'
import { dayResetOf } from '../windows.ts'
import { budgetRecord } from './budget-record.ts'

/** A budget that is changed by itself: a named one or a run. Those of keys and connections change with what they belong to. */
export function standingBudget(unit: Unit, id: string): Budget | null {
  const budget = unit.budgets.get(id)
  if (budget === null || budget.deletedAt !== null) return null
  return budget.kind === 'named' || budget.kind === 'run' ? budget : null
}

function isAt(budget: Budget, { caps, dayReset }: Pick<BudgetView, 'caps' | 'dayReset'>): boolean {
  const stands = capsFrom(caps).every((cap, index) => cap === (budget.caps[index] ?? null))
  return stands && dayResetFact(dayReset) === dayResetFact(dayResetOf(budget))
}

/** What the present windows count stays counted. */
export const changeBudget: RegistryVerbs['changeBudget'] = (unit, actor, id, { caps, dayReset, from }) => {
  const at = unit.time(actor.at)
  const budget = standingBudget(unit, id)
  if (budget === null) return { status: 'not_found' }
  if (from !== undefined && !isAt(budget, from)) return { status: 'conflict', budget: budgetRecord(unit, budget, at) }
  if (caps !== undefined) budget.caps = capsFrom(caps)
  if (dayReset !== undefined) {
    changeDayReset(budget, dayReset, at)
    unit.counters.touch(budget)
  }
  unit.budgets.touch(budget)
  const facts = {
    kind: budget.kind,
    name: budget.name,
    ...(caps === undefined ? {} : { caps_usd: capFacts(caps) }),
    ...(dayReset === undefined ? {} : { day_reset: dayResetFact(dayReset) }),
  }
  recordAdmin(unit, actor, at, { action: 'budget.changed', subject: budget.id, facts })
  return { status: 'changed', budget: budgetRecord(unit, budget, at) }
}
