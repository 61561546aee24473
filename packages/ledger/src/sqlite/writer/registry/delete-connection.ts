import type { RegistryVerbs } from '../verb.ts'
import { recordAdmin } from './admin-entry.ts'
import { liveKeysOfConnection, revoke } from './revocation.ts'

/** Ends its keys and erases its secret in the same commit. The name keeps its budget. */
export const deleteConnection: RegistryVerbs['deleteConnection'] = (unit, actor, name) => {
  const at = unit.time(actor.at)
  const connection = unit.connections.get(name)
  if (connection === null || connection.deletedAt !== null) return { status: 'not_found' }
  if ((unit.budgets.get(connection.budgetId)?.counts.openHolds ?? 0) > 0) return { status: 'in_use' }
  const reason = 'the connection was deleted'
  const keyIds = revoke(unit, liveKeysOfConnection(unit, name, at), { actor, reason, at })
  connection.secret = null
  connection.deletedAt = at
  connection.updatedAt = at
  connection.revision++
  unit.connections.touch(connection)
  const facts = { vendor: connection.vendor, sandbox: connection.sandbox, revoked: keyIds.length }
  recordAdmin(unit, actor, at, { action: 'connection.deleted', subject: name, facts })
  return { status: 'deleted' }
}
