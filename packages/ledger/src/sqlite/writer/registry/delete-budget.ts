import type { Budget } from '../records/budget.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { recordAdmin } from './admin-entry.ts'
import { hasLiveKey } from './budget-record.ts'
import { standingBudget } from './change-budget.ts'
import { livePrincipals } from './principal-row.ts'

/** Its counters stay: a named budget goes on with them when its name is used again. A deleted run's label starts anew. */
export const deleteBudget: RegistryVerbs['deleteBudget'] = (unit, actor, id) => {
  const at = unit.time(actor.at)
  const budget = standingBudget(unit, id)
  if (budget === null) return { status: 'not_found' }
  if (budget.counts.openHolds > 0 || hasLiveKey(unit, id, at) || isRequired(unit, budget)) return { status: 'in_use' }
  budget.deletedAt = at
  if (budget.kind === 'run') budget.endedAt ??= at
  unit.budgets.touch(budget)
  const facts = { kind: budget.kind, name: budget.name }
  recordAdmin(unit, actor, at, { action: 'budget.deleted', subject: id, facts })
  return { status: 'deleted' }
}

/** An issuer whose keys must all draw on it would otherwise go on without that bound. */
const isRequired = (unit: Unit, { id }: Budget): boolean =>
  livePrincipals(unit).some(({ budgetIds }) => budgetIds.includes(id))
