import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { formatVaultKey, instant, microUsd } from '@keybrake/core'
import type { CallRow } from '@keybrake/ledger'
import type { Operation, VendorAdapter } from '@keybrake/vendors'
import { plainAnswer, startRawVendor } from '../upstream/testing/raw-vendor.ts'
import { ObjectLocks } from './object-locks.ts'
import { NOW } from './testing/caller.ts'
import { type Rig, rowsOf, startRig } from './testing/rig.ts'

const CHARGE = { body: 'amount=2999&currency=usd' }
const INTENT = '{"id":"pi_1","object":"payment_intent","amount":2999,"currency":"usd","status":"succeeded"}'
const HELD = 29_990_000n

const codeOf = (body: string): unknown => (JSON.parse(body) as { readonly code?: unknown }).code

async function onlyRow(rig: Rig): Promise<CallRow> {
  const rows = await rowsOf(rig.temp.store)
  assert.equal(rows.length, 1)
  return rows[0] as CallRow
}

/** One charge against a vendor that answers these bytes. */
async function chargedBy(answer: string | Buffer | ((socket: Socket) => void)) {
  const request = typeof answer === 'function' ? answer : (socket: Socket) => void socket.write(answer)
  await using vendor = await startRawVendor({ request })
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue()
  const reply = await rig.call(bearer, CHARGE)
  return { reply, row: await onlyRow(rig), heard: vendor.heard(), bearer }
}

test('the vendor hears the real secret and not the vault key; the caller hears the vendor’s bytes; the ledger counts the cost', async () => {
  const { reply, row, heard, bearer } = await chargedBy(plainAnswer(INTENT, 'request-id: req_1\r\n'))
  assert.match(heard, /authorization: Bearer sk_test_hidden0123456789\r\n/)
  assert.ok(!heard.includes(bearer) && !heard.includes('vault_key_'))
  assert.deepEqual([reply.status, reply.body, reply.headers.get('keybrake-remaining-usd')], [200, INTENT, '70.01'])
  assert.deepEqual(
    [row.state, row.cost, row.facts['vendor_request_id'], reply.headers.get('keybrake-call-id')],
    ['settled', HELD, 'req_1', row.callId],
  )
})

test('a vendor that cannot be reached gives the hold back; one that broke off keeps it', async () => {
  await using gone = await startRawVendor({})
  const { url } = gone
  await gone[Symbol.asyncDispose]().catch(() => undefined)
  await using rig = await startRig(url)
  const { bearer } = await rig.issue()
  const reply = await rig.call(bearer, CHARGE)
  const row = await onlyRow(rig)
  assert.deepEqual(
    [reply.status, codeOf(reply.body), row.state, row.cost],
    [502, 'upstream_unreachable', 'released', 0n],
  )
  assert.equal(reply.headers.get('stripe-should-retry'), 'true')

  const broken = await chargedBy((socket) => void socket.resetAndDestroy())
  assert.deepEqual([broken.reply.status, codeOf(broken.reply.body)], [502, 'upstream_broken'])
  assert.deepEqual([broken.row.state, broken.row.cost], ['unknown', HELD])
  assert.equal(broken.reply.headers.get('stripe-should-retry'), 'false')
})

test('an answer that is compressed or holds the real secret is withheld, and what it cost stays counted', async () => {
  const zipped = gzipSync(INTENT)
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`
  const leak = INTENT.replace('pi_1', Buffer.from('sk_test_hidden0123456789').toString('base64'))
  for (const answer of [
    Buffer.concat([Buffer.from(head), zipped]),
    plainAnswer(leak),
    plainAnswer(INTENT, 'request-id: sk_test_hidden0123456789\r\n'),
  ]) {
    const { reply, row } = await chargedBy(answer)
    assert.deepEqual([reply.status, codeOf(reply.body)], [502, 'upstream_broken'])
    assert.ok(!reply.body.includes('hidden') && ![...reply.headers.values()].join().includes('hidden'))
    assert.equal(row.cost, HELD)
  }
})

test('an answer that echoes another idempotency key proves nothing', async () => {
  const { reply, row } = await chargedBy(plainAnswer(INTENT, 'idempotency-key: of-another-call\r\n'))
  assert.deepEqual([reply.status, row.state, row.cost], [200, 'unknown', HELD])
})

const streaming = (stripe: VendorAdapter): VendorAdapter => ({
  ...stripe,
  operation: (method, product, path): Operation | null => {
    const found = stripe.operation(method, product, path)
    return found === null ? null : { ...found, stream: true }
  },
})

test('a write whose answer is streamed is not read, so its hold stands in full', async () => {
  await using vendor = await startRawVendor({ request: (socket) => socket.write(plainAnswer(INTENT)) })
  await using rig = await startRig(vendor.url, streaming)
  const { bearer } = await rig.issue()
  const reply = await rig.call(bearer, CHARGE)
  const row = await onlyRow(rig)
  assert.deepEqual([reply.status, reply.body], [200, INTENT])
  assert.equal(row.cost, HELD)
  assert.notEqual(row.state, 'released')
})

test('a read streams and costs nothing, also where it breaks off', async () => {
  const cut = 'HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n'
  for (const [answer, aborted] of [
    [plainAnswer('{"data":[]}'), false],
    [`${cut}${'x'.repeat(500)}`, true],
  ] as const) {
    await using vendor = await startRawVendor({ request: (socket) => void socket.end(answer) })
    await using rig = await startRig(vendor.url)
    const { bearer } = await rig.issue()
    const reply = await rig.call(bearer, { method: 'GET', path: '/v1/charges' })
    const row = await onlyRow(rig)
    assert.deepEqual([reply.status, reply.aborted, row.cost], [200, aborted, 0n])
  }
})

test('a key whose connection is gone is refused as revoked, with a row of its own, and as often as it comes', async () => {
  await using vendor = await startRawVendor({})
  await using rig = await startRig(vendor.url)
  const { id, bearer } = await rig.issue({ allowedEndpoints: ['payment_intents.create', 'charges.*'] })
  await rig.deleteConnection()
  for (let call = 0; call < 2; call++) {
    const reply = await rig.call(bearer, CHARGE)
    assert.deepEqual([reply.status, codeOf(reply.body)], [401, 'key_revoked'])
    const rows = await rowsOf(rig.temp.store)
    assert.equal(rows.length, call + 1)
    const [{ keyId, code, facts, callId }] = rows as [CallRow]
    assert.deepEqual([keyId, code, facts['vendor'], facts['connection']], [id, 'key_revoked', 'stripe', 'stripe'])
    assert.equal(reply.headers.get('keybrake-call-id'), callId)
  }
  assert.equal(vendor.connections(), 0)
})

test('a key that was never issued, or one with another secret, is no one’s and leaves no row', async () => {
  await using vendor = await startRawVendor({})
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue()
  const lookup = bearer.slice('vault_key_'.length, 'vault_key_'.length + 16)
  for (const other of [
    formatVaultKey('0123456789abcdef', new Uint8Array(32)),
    formatVaultKey(lookup, new Uint8Array(32)),
    bearer.slice(0, -1),
    'sk_live_1',
  ]) {
    const reply = await rig.call(other, CHARGE)
    assert.deepEqual([reply.status, codeOf(reply.body)], [401, 'invalid_key'])
  }
  assert.deepEqual([vendor.connections(), await rowsOf(rig.temp.store)], [0, []])
})

test('a key that expires while the call is read, or while its price is asked, admits it no more', async () => {
  const asking = (stripe: VendorAdapter): VendorAdapter => ({
    ...stripe,
    price: (_, { path }) =>
      path === '/v1/refunds'
        ? { kind: 'ask', question: { name: 'q', product: 'api', path: '/v1/question', query: [] } }
        : { kind: 'free' },
    priceFromAnswer: () => ({ kind: 'free' }),
  })
  for (const path of ['/v1/payment_intents', '/v1/refunds']) {
    let now = NOW
    const outlive = (): void => void (now = instant(NOW + 3_600_000))
    const question = (socket: Socket): void => {
      outlive()
      socket.write(plainAnswer('{}'))
    }
    const slowly = () => {
      outlive()
      return { kind: 'read', bytes: Buffer.from(CHARGE.body) } as const
    }
    await using vendor = await startRawVendor({ request: question })
    await using rig = await startRig(vendor.url, asking)
    Object.assign(rig.parts, { clock: { ...rig.parts.clock, now: () => now } })
    const { bearer } = await rig.issue()
    const asks = path === '/v1/refunds'
    const reply = await rig.call(bearer, { ...CHARGE, path, ...(asks ? {} : { readBody: slowly }) })
    assert.deepEqual([reply.status, codeOf(reply.body)], [401, 'key_expired'], path)
    assert.deepEqual([vendor.timesHeard('GET '), vendor.timesHeard('POST ')], [asks ? 1 : 0, 0])
  }
})

test('a fault while the price is asked is told as one, and does not keep the call’s place', async () => {
  const asking = (stripe: VendorAdapter): VendorAdapter => ({
    ...stripe,
    price: () => ({ kind: 'ask', question: { name: 'q', product: 'api', path: '/v1/question', query: [] } }),
    priceFromAnswer: () => {
      throw new Error('an answer nobody foresaw')
    },
  })
  await using vendor = await startRawVendor({ request: (socket) => socket.write(plainAnswer('{}')) })
  await using rig = await startRig(vendor.url, asking)
  const { bearer } = await rig.issue({ maxConcurrentCalls: 1 })
  for (let call = 0; call < 3; call++) {
    const reply = await rig.call(bearer, CHARGE)
    assert.deepEqual([reply.status, codeOf(reply.body)], [500, 'internal'])
  }
  assert.equal(vendor.timesHeard('POST '), 0)
})

test('where another process may have the call’s objects by now, or cannot be asked, nothing is sent and nothing held', async () => {
  const named = (stripe: VendorAdapter): VendorAdapter => ({
    ...stripe,
    price: () => ({ kind: 'known', amount: microUsd(1_000_000n), money: null, object: 'pi_1' }),
  })
  await using vendor = await startRawVendor({ request: (socket) => socket.write(plainAnswer(INTENT)) })
  await using rig = await startRig(vendor.url, named)
  const { bearer } = await rig.issue()
  const isHeld = (): boolean => false
  const release = (): void => undefined
  for (const acquire of [
    () => Promise.resolve({ isHeld, release }),
    () => Promise.resolve(null),
    () => Promise.reject(new Error('the database is away')),
  ]) {
    Object.assign(rig.parts, { locks: new ObjectLocks({ acquire }) })
    const reply = await rig.call(bearer, CHARGE)
    assert.deepEqual([reply.status, codeOf(reply.body)], [503, 'overloaded'])
  }
  assert.equal(vendor.timesHeard('POST '), 0)
  const states = (await rowsOf(rig.temp.store)).map(({ state }) => state)
  assert.deepEqual(new Set(states), new Set([null, 'released']))
})

test('where the ledger cannot commit nothing is sent', async () => {
  await using vendor = await startRawVendor({ request: (socket) => socket.write(plainAnswer(INTENT)) })
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue()
  // The key is remembered, so that only the admission needs the ledger.
  await rig.call(bearer, { path: '/v1/nowhere' })
  const { ledger, keys } = rig.parts
  assert.ok(keys.remembered(bearer.slice(10, 26)) !== undefined)
  const full = (): Promise<never> => Promise.reject(new Error('the disk is full'))
  Object.assign(ledger, { admit: full })
  await assert.rejects(rig.call(bearer, CHARGE), /the disk is full/)
  assert.equal(vendor.heard(), '')
})

test('a body that ends too early is refused, and nothing is sent', async () => {
  await using vendor = await startRawVendor({})
  await using rig = await startRig(vendor.url)
  const { bearer } = await rig.issue()
  const reply = await rig.call(bearer, { ...CHARGE, readBody: () => ({ kind: 'aborted' }) })
  assert.deepEqual([reply.status, codeOf(reply.body), vendor.connections()], [400, 'bad_request', 0])
})
