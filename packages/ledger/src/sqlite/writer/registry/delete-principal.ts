import type { Instant } from '@keybrake/core'
import type { Principal } from '../../../registry.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { recordAdmin } from './admin-entry.ts'
import { endCredentials } from './credential.ts'
import { prepared } from './prepared.ts'
import { principalById } from './principal-row.ts'
import { liveKeysOfPrincipal, revoke } from './revocation.ts'

const MARK = 'UPDATE principals SET deleted_at = ? WHERE id = ?'

export const deletePrincipal: RegistryVerbs['deletePrincipal'] = (unit, actor, id) => {
  const at = unit.time(actor.at)
  const principal = principalById(unit, id)
  if (principal === null || principal.deletedAt !== null) return { status: 'not_found' }
  const reason = 'the principal that issued it was deleted'
  const keyIds = revoke(unit, liveKeysOfPrincipal(unit, id, at), { actor, reason, at })
  endCredentials(unit, id, at)
  prepared(unit.db, MARK).run(at, id)
  deleteOwnBudget(unit, principal, at)
  const facts = { name: principal.name, role: principal.role, revoked: keyIds.length }
  recordAdmin(unit, actor, at, { action: 'principal.deleted', subject: id, facts })
  return { status: 'deleted', keyIds }
}

/** Open holds still settle there; it is only no longer shown. */
function deleteOwnBudget(unit: Unit, { id, budgetIds }: Principal, at: Instant): void {
  for (const budgetId of budgetIds) {
    const budget = unit.budgets.get(budgetId)
    if (budget === null || budget.principalId !== id) continue
    budget.deletedAt = at
    unit.budgets.touch(budget)
  }
}
