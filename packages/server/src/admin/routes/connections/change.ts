import { type ChangeConnectionRequest, connections } from '@keybrake/contract'
import type { ConnectionRecord } from '@keybrake/ledger'
import type { ConnectionSecret, VendorAdapter } from '@keybrake/vendors'
import { seal } from '../../../vault/envelope.ts'
import { type AdminAnswer, invalid, isProblem, json, notFound, type Problem } from '../../answer.ts'
import { connectionAnswer } from '../../connection-answer.ts'
import { changedDocument, leadsElsewhere } from '../../connection-change.ts'
import {
  type ConnectionDocument,
  decodeConnectionDocument,
  encodeConnectionDocument,
} from '../../connection-document.ts'
import { readSecret } from '../../connection-secret.ts'
import { changedMeanwhile, connectionTag, matches } from '../../etag.ts'
import { unknownVendor } from '../../find-connection.ts'
import type { AdminParts } from '../../parts.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'
import { Turns } from '../../turns.ts'
import { findConnectionRecord } from './find.ts'

const turns = new Turns()

export const changeConnection = route(connections.changeConnection, (call, caller) =>
  // A change is worked out from what stands, which no other change may move meanwhile.
  turns.take(call.param('name'), () => change(call, caller)),
)

interface Changed {
  readonly adapter: VendorAdapter
  readonly document: ConnectionDocument
  /** Null: the secret stays. */
  readonly secret: ConnectionSecret | null
}

async function change(call: AdminCall<ChangeConnectionRequest, unknown>, caller: Caller): Promise<AdminAnswer> {
  const { parts, body, at } = call
  const { registry } = parts.store
  const record = await findConnectionRecord(call)
  if (isProblem(record)) return record
  const stale = async (now: ConnectionRecord): Promise<Problem> =>
    changedMeanwhile('connection', await connectionAnswer(parts, now, at))
  if (!matches(call.header('if-match'), connectionTag(record))) return stale(record)
  const changed = changedOf(parts, record, body)
  if (isProblem(changed)) return changed
  const { adapter, document, secret } = changed
  const budget = body.caps === null ? null : await registry.budget(record.budgetId, at)
  if (record.sandbox && secret !== null)
    await endKeys(parts, caller, record, 'the sandbox connection became a real one')
  else if (adapter.vendor !== record.vendor)
    await endKeys(parts, caller, record, `the connection became one to ${adapter.vendor}`)
  const plain = secret === null ? null : JSON.stringify(secret)
  const result = await registry.changeConnection(caller.actor, record.name, {
    document: encodeConnectionDocument(plain === null ? document : { ...document, secretSetAt: at }),
    ...(adapter.vendor === record.vendor ? {} : { vendor: adapter.vendor }),
    ...(plain === null
      ? {}
      : {
          secret: seal(parts.keyring.sealing, record.name, plain),
          secretRef: parts.keyring.reference(plain),
          sandbox: false,
        }),
    ...(body.caps === null ? {} : { caps: body.caps(budget?.caps ?? {}) }),
    fromRevision: record.revision,
  })
  await parts.connections.refresh(record.name)
  // Hints are compiled against the connection: its account, its vendor, its scope.
  parts.keyHints.forgetAll()
  if (result.status === 'not_found') return notFound('connection of this name')
  // Only another process can have come in between: its change must not be undone by what was worked out before it.
  if (result.status === 'conflict') return stale(result.connection)
  return json(await connectionAnswer(parts, result.connection, at), { etag: connectionTag(result.connection) })
}

function changedOf(parts: AdminParts, record: ConnectionRecord, body: ChangeConnectionRequest): Changed | Problem {
  const vendor = body.vendor ?? record.vendor
  const adapter = parts.adapters.get(vendor)
  if (adapter === undefined) return invalid({ pointer: '/vendor', message: unknownVendor(parts, vendor) })
  if (record.name !== vendor && parts.adapters.has(record.name))
    return invalid({ pointer: '/vendor', message: `a connection named ${record.name} is of ${record.name}` })
  const before = decodeConnectionDocument(record.document)
  const settings = changedDocument(before, body, adapter, parts.allowHttpUpstream)
  if (!settings.ok) return invalid(...settings.faults)
  const secret = body.secret === null ? null : readSecret(adapter, body.secret)
  if (secret !== null && !secret.ok) return invalid(secret.fault)
  // Or whoever may change an address could have the stored secret sent there.
  if (secret === null && (vendor !== record.vendor || leadsElsewhere(adapter, before, settings.document)))
    return invalid({
      pointer: '/secret',
      message: 'is required with a new address or vendor: the stored one is for the old and would go elsewhere',
    })
  return { adapter, document: settings.document, secret: secret?.fields ?? null }
}

/** A key is issued for one vendor and for play money or real: what it was not issued for, it must not come to hold. */
async function endKeys(parts: AdminParts, caller: Caller, record: ConnectionRecord, reason: string): Promise<void> {
  await parts.store.registry.revokeKeys(caller.actor, { connection: record.name, principalId: null }, reason)
}
