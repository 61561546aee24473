import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyRecord } from '@keybrake/ledger'
import { KeyHints } from './key-hints.ts'
import {
  ACCOUNT_SID,
  callerOf,
  connectionRecord,
  keyHint,
  keyRecord,
  liveConnection,
  liveConnections,
} from './testing/caller.ts'

const STRIPE = liveConnection(connectionRecord('stripe'))

test('a key is read once and remembered until it is forgotten', async () => {
  let reads = 0
  const load = (): Promise<KeyRecord> => {
    reads++
    return Promise.resolve(keyRecord())
  }
  const keys = new KeyHints(load, () => STRIPE)
  assert.equal(keys.remembered('abcdefghijklmnop'), undefined)
  const hint = await keys.fresh('abcdefghijklmnop')
  assert.equal(keys.remembered('abcdefghijklmnop'), hint)
  keys.forget('abcdefghijklmnop')
  assert.equal(keys.remembered('abcdefghijklmnop'), undefined)
  await keys.fresh('abcdefghijklmnop')
  keys.forgetAll()
  assert.equal(keys.remembered('abcdefghijklmnop'), undefined)
  assert.equal(reads, 2)
})

test('a key that does not exist is not remembered', async () => {
  const keys = new KeyHints(
    () => Promise.resolve(null),
    () => STRIPE,
  )
  assert.equal(await keys.fresh('abcdefghijklmnop'), null)
  assert.equal(keys.remembered('abcdefghijklmnop'), undefined)
})

test('a key that was changed while it was read is not remembered as it was before', async () => {
  for (const forget of ['forget', 'forgetAll'] as const) {
    let answer: (record: KeyRecord) => void = () => undefined
    const keys = new KeyHints(
      () => new Promise((resolve) => (answer = resolve)),
      () => STRIPE,
    )
    const reading = keys.fresh('abcdefghijklmnop')
    keys[forget]('abcdefghijklmnop')
    answer(keyRecord())
    assert.ok((await reading) !== null)
    assert.equal(keys.remembered('abcdefghijklmnop'), undefined)
  }
})

test('a hint made for another state of its connection is none', async () => {
  const connections = liveConnections()
  connections.put(connectionRecord('stripe'))
  const keys = new KeyHints(
    () => Promise.resolve(keyRecord()),
    (name) => connections.get(name),
  )
  await keys.fresh('abcdefghijklmnop')
  assert.ok(keys.remembered('abcdefghijklmnop') !== undefined)
  connections.put(connectionRecord('stripe', { revision: 2 }, { idempotencyScope: 'connection' }))
  assert.equal(keys.remembered('abcdefghijklmnop'), undefined)
  assert.equal((await keys.fresh('abcdefghijklmnop'))?.idempotencyScope, null)
})

test('an allowlist that names an operation which is known no more allows the rest, and is no fault', async () => {
  const allowedEndpoints = ['gone.create', 'payment_intents.create', 'never.*', 'GET /v1/charges/*', 'GET v1']
  const { allowlist } = await keyHint(keyRecord({}, { allowedEndpoints }), STRIPE)
  assert.ok(allowlist.allows('POST', '/v1/payment_intents', 'payment_intents.create'))
  assert.ok(allowlist.allows('GET', '/v1/charges/ch_1', 'charges.retrieve'))
  assert.ok(!allowlist.allows('POST', '/v1/gone', 'gone.create'))
  assert.ok(!allowlist.allows('POST', '/v1/refunds', 'refunds.create'))
})

test('a key whose connection is gone can still be read, and its rows still name the vendor', async () => {
  const record = keyRecord({}, { allowedEndpoints: ['payment_intents.create', 'charges.*', 'POST /v1/refunds', '*'] })
  const hint = await keyHint(record, undefined)
  assert.deepEqual(JSON.parse(`${hint.factsPrefix}}`), {
    key_label: 'nightly',
    run: null,
    principal: 'prn_1',
    connection: 'stripe',
    vendor: 'stripe',
  })
})

test('keys of one policy and connection share it, and keys of another connection do not', async () => {
  const other = liveConnection(connectionRecord('stripe', { name: 'other' }))
  const [one, two, elsewhere] = [
    await keyHint(keyRecord({ id: 'key_1', label: 'a' }), STRIPE),
    await keyHint(keyRecord({ id: 'key_2', label: 'b' }), STRIPE),
    await keyHint(keyRecord(), other),
  ]
  assert.equal(one.policy, two.policy)
  assert.equal(one.allowlist, two.allowlist)
  assert.notEqual(one.factsPrefix, two.factsPrefix)
  assert.notEqual(one.allowlist, elsewhere.allowlist)
})

test('an entry that names the account by its stand-in is compiled for the real one', async () => {
  const { key } = await callerOf('twilio', { allowedEndpoints: ['POST /2010-04-01/Accounts/_/Messages.json'] })
  const path = (account: string): string => `/2010-04-01/Accounts/${account}/Messages.json`
  assert.ok(key.allowlist.allows('POST', path(ACCOUNT_SID), null))
  assert.ok(!key.allowlist.allows('POST', path(`AC${'1'.repeat(32)}`), null))
})
