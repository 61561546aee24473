import type { RegistryVerbs } from '../verb.ts'
import { capFacts, recordAdmin } from './admin-entry.ts'
import { putCaps } from './create-connection.ts'

/** Its revision rises: a call judged under the former state is not admitted. */
export const changeConnection: RegistryVerbs['changeConnection'] = (unit, actor, name, change) => {
  const at = unit.time(actor.at)
  const connection = unit.connections.get(name)
  if (connection === null || connection.deletedAt !== null) return { status: 'not_found' }
  const { vendor, secret, secretRef, document, sandbox, caps, fromRevision } = change
  if (fromRevision !== undefined && fromRevision !== connection.revision)
    return { status: 'conflict', connection: { ...connection } }
  const facts = {
    ...(vendor === undefined ? {} : { vendor }),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(secret === undefined ? {} : { secret: secret === null ? 'erased' : 'replaced' }),
    ...(document === undefined ? {} : { settings_changed: document !== connection.document }),
    ...(caps === undefined ? {} : { caps_usd: capFacts(caps) }),
  }
  if (caps !== undefined) putCaps(unit, connection.budgetId, caps)
  if (vendor !== undefined) connection.vendor = vendor
  if (secret !== undefined) connection.secret = secret
  if (secretRef !== undefined) connection.secretRef = secretRef
  if (document !== undefined) connection.document = document
  if (sandbox !== undefined) connection.sandbox = sandbox
  connection.revision++
  connection.updatedAt = at
  unit.connections.touch(connection)
  recordAdmin(unit, actor, at, { action: 'connection.changed', subject: name, facts })
  return { status: 'changed', connection: { ...connection } }
}
