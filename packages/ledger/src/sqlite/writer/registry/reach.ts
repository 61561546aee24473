import { microUsd } from '@keybrake/core'
import type { RegistryVerbs } from '../verb.ts'
import { keysMeant, runsMeant } from './revoke-keys.ts'

/** Position of the window `total` in what a budget counts. */
const TOTAL = 3

export const reach: RegistryVerbs['reach'] = (unit, selector, given) => {
  const at = unit.time(given)
  const keys = keysMeant(unit, selector, at).filter(({ revokedAt }) => revokedAt === null)
  const own = keys.flatMap(({ budgetIds: [id] }) => (id === undefined ? [] : (unit.budgets.get(id) ?? [])))
  return {
    keyIds: keys.map(({ id }) => id),
    callsUnderWay: keys.reduce((sum, { id }) => sum + unit.memory.underWay(id), 0),
    openHolds: own.reduce((sum, { counts }) => sum + counts.openHolds, 0),
    held: microUsd(own.reduce((sum, { counts }) => sum + (counts.windows[TOTAL]?.held ?? 0n), 0n)),
    runs: runsMeant(unit, selector, at).map(({ budget }) => budget.name),
  }
}
