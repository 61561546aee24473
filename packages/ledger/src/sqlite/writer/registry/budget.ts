import type { RegistryVerbs } from '../verb.ts'
import { budgetRecord } from './budget-record.ts'
import { budgetsMeant } from './find-budget.ts'

/** A name that several share (runs of several principals) means the newest of them; named budgets come before runs. */
export const budget: RegistryVerbs['budget'] = (unit, idOrName, at) => {
  const [meant] = budgetsMeant(unit, idOrName)
  return meant === undefined ? null : budgetRecord(unit, meant, unit.time(at))
}
