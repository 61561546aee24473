import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Policy, ReadRequest } from '@keybrake/core'
import { readRequest } from '@keybrake/core/testing'
import type { KeyRecord } from '@keybrake/ledger'
import type { ConnectionDocument } from '../admin/connection-document.ts'
import { type Idempotency, idempotencyOf } from './idempotency.ts'
import { isStop } from './stop.ts'
import { callerOf, NOW } from './testing/caller.ts'

const HOUR_MS = 3_600_000
const charge = (changes: Partial<ReadRequest> = {}): ReadRequest =>
  readRequest({
    method: 'POST',
    path: '/v1/payment_intents',
    body: {
      kind: 'form',
      fields: [
        ['amount', '2999'],
        ['currency', 'usd'],
      ],
    },
    ...changes,
  })

interface Given {
  readonly vendor?: string
  readonly request?: ReadRequest
  readonly callerKey?: string | null
  readonly key?: Partial<KeyRecord>
  readonly policy?: Partial<Policy>
  readonly document?: Partial<ConnectionDocument>
  readonly secretRef?: string
}

async function found(given: Given = {}) {
  const { vendor = 'stripe', request = charge(), callerKey = 'order-1', secretRef = 'ref' } = given
  const { key, connection } = await callerOf(vendor, given.policy, {
    ...(given.key === undefined ? {} : { key: given.key }),
    ...(given.document === undefined ? {} : { document: given.document }),
    connection: { secretRef },
  })
  const operation = connection.adapter.operation(request.method, request.product, request.path)
  return idempotencyOf(key, connection, operation, request, callerKey, 'call_1', NOW)
}

async function of(given: Given = {}): Promise<Idempotency> {
  const idempotency = await found(given)
  assert.ok(!isStop(idempotency))
  return idempotency
}

const identity = async (given: Given): Promise<string | undefined> => (await of(given)).claim?.identity
const fingerprint = async (given: Given): Promise<string | undefined> => (await of(given)).claim?.fingerprint

test('the caller’s key goes on in a scope of its principal: another principal’s never meets it', async () => {
  const { sentKey, callerKey, keyHash } = await of()
  assert.match(sentKey ?? '', /^kb_[\w-]{43}$/)
  assert.equal(callerKey, 'order-1')
  assert.ok(keyHash !== null && !keyHash.includes('order-1'))
  assert.equal((await of()).sentKey, sentKey)
  assert.notEqual((await of({ key: { principalId: 'prn_2' } })).sentKey, sentKey)
  assert.notEqual((await of({ callerKey: 'order-2' })).sentKey, sentKey)
})

test('a retry by another vault key of the same principal, in a later run, is recognised', async () => {
  const first = { key: { id: 'key_1', run: 'run-1' } }
  const later = { key: { id: 'key_2', run: 'run-2' } }
  assert.equal(await identity(later), await identity(first))
})

test('with the scope of a run only keys of that run meet, and a key without a run is alone', async () => {
  const policy = { idempotencyScope: 'run' } as const
  const at = (id: string, run: string | null, principalId = 'prn_1'): Promise<string | undefined> =>
    identity({ policy, key: { id, run, principalId } })
  const ours = await at('key_1', 'run-1')
  assert.equal(await at('key_2', 'run-1'), ours)
  assert.notEqual(await at('key_2', 'run-2'), ours)
  assert.notEqual(await at('key_2', 'run-1', 'prn_2'), ours)
  assert.notEqual(await at('key_2', null), await at('key_3', null))
})

test('with the scope of the connection the key goes on unchanged', async () => {
  const { sentKey } = await of({ document: { idempotencyScope: 'connection' } })
  assert.equal(sentKey, 'order-1')
})

test('another account or mode at the vendor is another call', async () => {
  assert.notEqual(await identity({ secretRef: 'live' }), await identity({ secretRef: 'test' }))
})

test('the fingerprint is of method, path and every parameter, whatever their order', async () => {
  const first = await fingerprint({})
  const swapped = charge({
    body: {
      kind: 'form',
      fields: [
        ['currency', 'usd'],
        ['amount', '2999'],
      ],
    },
  })
  assert.equal(await fingerprint({ request: swapped }), first)
  for (const request of [
    charge({
      body: {
        kind: 'form',
        fields: [
          ['amount', '3000'],
          ['currency', 'usd'],
        ],
      },
    }),
    charge({ body: { kind: 'none' } }),
    charge({ path: '/v1/charges' }),
    charge({ query: [['expand[]', 'a']] }),
  ])
    assert.notEqual(await fingerprint({ request }), first)
})

test('a header that names the account, or decides how the vendor takes the call, is part of what it is', async () => {
  const on = (headers: Readonly<Record<string, string>>): Promise<string | undefined> =>
    fingerprint({ request: charge({ headers: new Map(Object.entries(headers)) }) })
  const plain = await on({})
  assert.equal(await on({ accept: 'a', 'user-agent': 'a' }), plain)
  assert.notEqual(await on({ 'stripe-version': '2026-01-01' }), plain)
  assert.notEqual(await on({ 'stripe-account': 'acct_1' }), plain)
  assert.notEqual(await on({ 'stripe-context': 'acct_1' }), await on({ 'stripe-account': 'acct_1' }))
})

test('a claim ends one hour before the vendor forgets the key', async () => {
  for (const [vendor, path] of [
    ['stripe', '/v1/payment_intents'],
    ['resend', '/emails'],
  ] as const) {
    const request = charge({ path })
    const { claim, sentKey } = await of({ vendor, request })
    const { connection } = await callerOf(vendor)
    const honoured = connection.adapter.operation('POST', 'api', path)?.idempotency
    assert.ok(honoured !== null && honoured !== undefined && sentKey !== null)
    assert.equal(claim?.endsAt, NOW + honoured.windowMs - HOUR_MS)
    assert.equal(claim.onUnknown, 'adopt')
  }
})

test('a vendor that honours no key is sent none, and a retry of an unknown call is refused for a day', async () => {
  const request = charge({ path: '/2010-04-01/Accounts/AC1/Messages.json' })
  const { sentKey, claim } = await of({ vendor: 'twilio', request })
  assert.deepEqual([sentKey, claim?.onUnknown, claim?.endsAt], [null, 'refuse', NOW + 24 * HOUR_MS])
  assert.deepEqual(await of({ vendor: 'twilio', request, callerKey: null }), {
    sentKey: null,
    callerKey: null,
    claim: null,
    keyHash: null,
  })
})

test('a write without a key gets one of its own call, and claims nothing', async () => {
  const { sentKey, callerKey, claim } = await of({ callerKey: null })
  assert.deepEqual([sentKey, callerKey, claim], ['kb_call_1', null, null])
})

test('a read carries no key', async () => {
  for (const method of ['GET', 'HEAD'] as const) {
    const { sentKey, claim } = await of({ request: charge({ method, body: { kind: 'none' } }) })
    assert.deepEqual([sentKey, claim], [null, null])
  }
})

test('a key that could be cut or trimmed on its way is refused, on a read too', async () => {
  for (const callerKey of ['', ' a', 'a ', 'a\tb', 'ä', 'a'.repeat(256)])
    for (const request of [charge(), charge({ method: 'GET', body: { kind: 'none' } })]) {
      const idempotency = await found({ callerKey, request })
      assert.ok(isStop(idempotency) && idempotency.refusal.code === 'bad_request', JSON.stringify(callerKey))
    }
  for (const callerKey of ['a', 'a b', '~', 'a'.repeat(255)]) assert.ok(!isStop(await found({ callerKey })))
})
