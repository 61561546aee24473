import type { Instant } from '@keybrake/core'
import type { NewBudget } from '../../../registry.ts'
import { capsFrom, capsOf, changeDayReset, newBudget } from '../counters.ts'
import { dayResetOf } from '../windows.ts'
import type { Budget } from '../records/budget.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { capFacts, dayResetFact, recordAdmin } from './admin-entry.ts'
import { budgetRecord } from './budget-record.ts'
import { namedBudget } from './find-budget.ts'

/** A name used again goes on with the old counters, id and anchor: deleting and making anew never resets a cap. */
export const createBudget: RegistryVerbs['createBudget'] = (unit, actor, wanted) => {
  const at = unit.time(actor.at)
  if (wanted.kind !== 'named') throw new Error(`a budget of kind ${wanted.kind} is made with what it belongs to`)
  const former = namedBudget(unit, wanted.name)
  if (former !== null && former.deletedAt === null) return { status: 'name_taken' }
  const budget = former === null ? newBudget(wanted, at) : former
  if (former === null) unit.budgets.add(budget.id, budget)
  else revive(unit, former, wanted, at)
  const facts = {
    kind: 'named',
    name: budget.name,
    caps_usd: capFacts(capsOf(budget)),
    day_reset: dayResetFact(dayResetOf(budget)),
    revived: former !== null,
  }
  recordAdmin(unit, actor, at, { action: 'budget.created', subject: budget.id, facts })
  return { status: 'created', budget: budgetRecord(unit, budget, at) }
}

function revive(unit: Unit, budget: Budget, { caps, dayReset }: NewBudget, at: Instant): void {
  changeDayReset(budget, dayReset, at)
  budget.caps = capsFrom(caps)
  budget.deletedAt = null
  unit.budgets.touch(budget)
  unit.counters.touch(budget)
}
