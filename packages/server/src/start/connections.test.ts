import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, Secret } from '@keybrake/core'
import type { ConnectionRecord } from '@keybrake/ledger'
import { decodeConnectionDocument, encodeConnectionDocument } from '../admin/connection-document.ts'
import type { VendorSettings } from '../config.ts'
import { newId } from '../ids.ts'
import { open, seal } from '../vault/envelope.ts'
import { applyEnvironment, endSandbox, putSandbox } from './connections.ts'
import { issueKey, type TempStore, tempStore } from './testing/temp-store.ts'

const AT = instant(Date.parse('2026-01-31T09:00:00.000Z'))
const ACTOR = { principalId: 'admin', at: AT, address: null }
const URL_A = 'http://127.0.0.1:1'

const stripe = (secret: string | null, upstream: string | null = null): readonly VendorSettings[] => [
  { vendor: 'stripe', secret: secret === null ? null : { secret_key: new Secret(secret) }, upstream },
]
const apply = ({ store, keyring }: TempStore, settings: readonly VendorSettings[]): Promise<void> =>
  applyEnvironment(store.registry, keyring, settings, AT)
const sandbox = ({ store, keyring }: TempStore, url = URL_A): Promise<void> =>
  putSandbox(store.registry, keyring, { vendor: 'stripe', url, fields: { secret_key: 'sk_test_sandbox' } }, AT)

async function record(temp: TempStore, name = 'stripe'): Promise<ConnectionRecord> {
  const found = await temp.store.registry.connection(name)
  assert.ok(found !== null)
  return found
}

const secretOf = ({ keyring }: TempStore, { name, secret }: ConnectionRecord): string =>
  secret === null ? '' : open(keyring.sealing, name, secret)

async function createOther(temp: TempStore, name: string, secret: string | null = 'sk_live_other'): Promise<void> {
  const { keyring, store } = temp
  const made = await store.registry.createConnection(
    ACTOR,
    {
      name,
      vendor: 'stripe',
      secret: secret === null ? null : seal(keyring.sealing, name, JSON.stringify({ secret_key: secret })),
      secretRef: keyring.reference(name),
      budgetId: newId('bud'),
      sandbox: false,
      document: '{}',
    },
    {},
  )
  assert.equal(made.status, 'created')
}

const issue = async (temp: TempStore, connection: string): Promise<string> => (await issueKey(temp, connection)).id

const isRevoked = async ({ store }: TempStore, id: string): Promise<boolean> =>
  (await store.registry.key(id, AT))?.key.revokedAt !== null

test('a credential of the environment makes the vendor’s default connection, sealed', async () => {
  await using temp = await tempStore()
  await apply(temp, stripe('sk_live_1', URL_A))
  const made = await record(temp)
  assert.equal(secretOf(temp, made), '{"secret_key":"sk_live_1"}')
  assert.ok(!Buffer.from(made.secret ?? []).includes('sk_live_1'))
  assert.deepEqual([made.sandbox, decodeConnectionDocument(made.document).upstreams], [false, { api: URL_A }])
})

test('without a credential nothing is made, also where an address is set', async () => {
  await using temp = await tempStore()
  await apply(temp, stripe(null, URL_A))
  assert.deepEqual(await temp.store.registry.connections(), [])
})

test('a value equal to the last one applied changes nothing, not even what was set by hand since', async () => {
  await using temp = await tempStore()
  await apply(temp, stripe('sk_live_1'))
  const document = encodeConnectionDocument({ ...decodeConnectionDocument('{}'), correlate: false })
  await temp.store.registry.changeConnection(ACTOR, 'stripe', { document, secretRef: 'by hand' })
  const before = await record(temp)
  await apply(temp, stripe('sk_live_1'))
  assert.deepEqual(await record(temp), before)
})

test('another value replaces secret and address, keeps the rest and the keys, and raises the revision', async () => {
  await using temp = await tempStore()
  await apply(temp, stripe('sk_live_1', URL_A))
  const document = encodeConnectionDocument({ ...decodeConnectionDocument('{}'), correlate: false })
  await temp.store.registry.changeConnection(ACTOR, 'stripe', { document })
  const before = await record(temp)
  const key = await issue(temp, 'stripe')
  await apply(temp, stripe('sk_live_2'))
  const after = await record(temp)
  const { correlate, upstreams } = decodeConnectionDocument(after.document)
  assert.deepEqual([secretOf(temp, after), correlate, upstreams], ['{"secret_key":"sk_live_2"}', false, {}])
  assert.ok(after.revision > before.revision && after.secretRef !== before.secretRef)
  assert.equal(await isRevoked(temp, key), false)
  await apply(temp, stripe('sk_live_2', URL_A))
  assert.deepEqual(decodeConnectionDocument((await record(temp)).document).upstreams, { api: URL_A })
})

test('another address alone leaves the secret as it is, also one that was replaced by hand since', async () => {
  await using temp = await tempStore()
  await apply(temp, stripe('sk_live_1', URL_A))
  const { keyring, store } = temp
  const secret = seal(keyring.sealing, 'stripe', '{"secret_key":"sk_live_by_hand"}')
  await store.registry.changeConnection(ACTOR, 'stripe', { secret, secretRef: 'by hand' })
  await apply(temp, stripe('sk_live_1', 'http://127.0.0.1:2'))
  const after = await record(temp)
  assert.deepEqual(
    [secretOf(temp, after), after.secretRef, decodeConnectionDocument(after.document).upstreams],
    ['{"secret_key":"sk_live_by_hand"}', 'by hand', { api: 'http://127.0.0.1:2' }],
  )
  await apply(temp, stripe('sk_live_2', 'http://127.0.0.1:2'))
  assert.equal(secretOf(temp, await record(temp)), '{"secret_key":"sk_live_2"}')
})

test('a connection that was deleted comes back from the environment with nothing of what was set before', async () => {
  await using temp = await tempStore()
  await apply(temp, stripe('sk_live_1'))
  const document = encodeConnectionDocument({ ...decodeConnectionDocument('{}'), openedEndpoints: ['oauth.token'] })
  await temp.store.registry.changeConnection(ACTOR, 'stripe', { document })
  await temp.store.registry.deleteConnection(ACTOR, 'stripe')
  await apply(temp, stripe('sk_live_1'))
  const { deletedAt, document: text } = await record(temp)
  assert.deepEqual([deletedAt, decodeConnectionDocument(text).openedEndpoints], [null, []])
})

test('a real credential over a sandbox connection revokes the keys of play money and forgets what was opened for it', async () => {
  await using temp = await tempStore()
  await sandbox(temp)
  const document = encodeConnectionDocument({ ...decodeConnectionDocument('{}'), openedEndpoints: ['oauth.token'] })
  await temp.store.registry.changeConnection(ACTOR, 'stripe', { document })
  const key = await issue(temp, 'stripe')
  await apply(temp, stripe('sk_live_1'))
  const { sandbox: marked, document: text } = await record(temp)
  const { openedEndpoints, upstreams } = decodeConnectionDocument(text)
  assert.deepEqual([marked, openedEndpoints, upstreams, await isRevoked(temp, key)], [false, [], {}, true])
})

test('the sandbox of an earlier process ends with its keys, and touches no key of another connection', async () => {
  await using temp = await tempStore()
  await sandbox(temp)
  await createOther(temp, 'stripe-eu')
  const [play, real] = [await issue(temp, 'stripe'), await issue(temp, 'stripe-eu')]
  await endSandbox(temp.store.registry, AT)
  assert.notEqual((await record(temp)).deletedAt, null)
  assert.deepEqual([await isRevoked(temp, play), await isRevoked(temp, real)], [true, false])
  assert.equal((await record(temp, 'stripe-eu')).deletedAt, null)
})

test('a sandbox connection is marked, and the next process makes its own in its place', async () => {
  await using temp = await tempStore()
  await sandbox(temp)
  assert.equal((await record(temp)).sandbox, true)
  await endSandbox(temp.store.registry, AT)
  await sandbox(temp, 'http://127.0.0.1:2')
  const { sandbox: marked, deletedAt, document } = await record(temp)
  assert.deepEqual(
    [marked, deletedAt, decodeConnectionDocument(document).upstreams],
    [true, null, { api: 'http://127.0.0.1:2' }],
  )
})

test('a sandbox connection never replaces one that an operator made, not even one without a secret', async () => {
  await using temp = await tempStore()
  await createOther(temp, 'stripe', null)
  const before = await record(temp)
  await sandbox(temp)
  assert.deepEqual(await record(temp), before)
})
