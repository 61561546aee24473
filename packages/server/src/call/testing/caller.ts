/** A key and its connection as a call sees them, from the few members a test is about. */
import { instant, type Policy, ZERO_USD } from '@keybrake/core'
import type { ConnectionRecord, KeyRecord } from '@keybrake/ledger'
import { adapters } from '@keybrake/vendors/all'
import {
  type ConnectionDocument,
  EMPTY_CONNECTION_DOCUMENT,
  encodeConnectionDocument,
} from '../../admin/connection-document.ts'
import { encodeKeyDocument, type KeyDocument } from '../../admin/key-document.ts'
import { type LiveConnection, LiveConnections } from '../../upstream/live-connections.ts'
import type { Caller } from '../authenticate.ts'
import { type KeyHint, KeyHints } from '../key-hints.ts'

export const NOW = instant(Date.parse('2026-01-31T09:00:00.000Z'))
export const ACCOUNT_SID = `AC${'0'.repeat(32)}`
const SECRETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stripe: { secret_key: 'sk_test_hidden0123456789' },
  twilio: { account_sid: ACCOUNT_SID, auth_token: 'hidden0123456789hidden0123456789' },
  resend: { api_key: 're_hidden0123456789' },
}

const POLICY: Policy = {
  allowedEndpoints: ['*'],
  parameters: {},
  unknownCost: { kind: 'deny' },
  accounts: [],
  openedEndpoints: [],
  maxPerCall: null,
  maxCalls: null,
  maxConcurrentCalls: null,
  rateLimit: null,
  exhaustedStatus: 429,
  idempotencyScope: 'principal',
  mode: 'enforce',
  uncapped: false,
}

/** Connections without a store: `put` is all a test needs. */
export const liveConnections = (): LiveConnections =>
  new LiveConnections({
    adapters,
    unseal: (_, envelope) => Buffer.from(envelope).toString(),
    load: () => Promise.resolve(null),
    originOptions: { connectMsMax: 1_000, idleMsMax: 1_000 },
    onSecret: () => undefined,
  })

export function connectionRecord(
  vendor: string,
  changes: Partial<ConnectionRecord> = {},
  document: Partial<ConnectionDocument> = {},
): ConnectionRecord {
  return {
    name: vendor,
    vendor,
    secret: Buffer.from(JSON.stringify(SECRETS[vendor])),
    secretRef: `ref-${vendor}`,
    budgetId: 'bud_connection',
    sandbox: false,
    revision: 1,
    createdAt: NOW,
    updatedAt: NOW,
    deletedAt: null,
    document: encodeConnectionDocument({ ...EMPTY_CONNECTION_DOCUMENT, ...document }),
    ...changes,
  }
}

export function liveConnection(record: ConnectionRecord): LiveConnection {
  const connections = liveConnections()
  connections.put(record)
  const found = connections.get(record.name)
  if (found === undefined) throw new Error('the connection was not put')
  return found
}

export function keyRecord(
  changes: Partial<KeyRecord> = {},
  policy: Partial<Policy> = {},
  document: Partial<KeyDocument> = {},
): KeyRecord {
  return {
    id: 'key_1',
    lookup: 'abcdefghijklmnop',
    mac: 'mac',
    principalId: 'prn_1',
    connection: 'stripe',
    label: 'nightly',
    run: null,
    budgetIds: ['bud_1'],
    classBudgets: [],
    createdAt: NOW,
    expiresAt: instant(NOW + 3_600_000),
    revokedAt: null,
    revokeReason: null,
    maxPerCall: null,
    maxCalls: null,
    maxConcurrentCalls: null,
    rateLimit: null,
    observe: false,
    revision: 1,
    costlyCalls: 0,
    calls: 0,
    document: encodeKeyDocument({
      policy: { ...POLICY, ...policy },
      tags: {},
      budgets: [],
      vendor: 'stripe',
      caps: { total: ZERO_USD },
      classCaps: {},
      dayReset: { kind: 'anchored' },
      runBudget: 'shared',
      ...document,
    }),
    ...changes,
  }
}

/** @throws where the key can't be read */
export async function keyHint(record: KeyRecord, connection: LiveConnection | undefined): Promise<KeyHint> {
  const hint = await new KeyHints(
    () => Promise.resolve(record),
    () => connection,
  ).fresh(record.lookup)
  if (hint === null) throw new Error('no such key')
  return hint
}

export async function callerOf(
  vendor: string,
  policy: Partial<Policy> = {},
  more: {
    readonly key?: Partial<KeyRecord>
    readonly connection?: Partial<ConnectionRecord>
    readonly document?: Partial<ConnectionDocument>
  } = {},
): Promise<Caller> {
  const connection = liveConnection(connectionRecord(vendor, more.connection, more.document))
  return {
    key: await keyHint(keyRecord({ connection: vendor, ...more.key }, policy, { vendor }), connection),
    connection,
  }
}
