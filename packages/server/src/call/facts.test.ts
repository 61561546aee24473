import assert from 'node:assert/strict'
import { test } from 'node:test'
import { microUsd } from '@keybrake/core'
import type { Reading } from '@keybrake/vendors'
import { CallFacts, factsText, headersNamed, outcomeFacts } from './facts.ts'
import { callerOf } from './testing/caller.ts'

const MONEY = { amount: '2999', currency: 'eur', rate: '0.9' }
const first = (): CallFacts =>
  new CallFacts({ request_label: 'l', tags: { a: 'b' } }, '127.0.0.1', 'POST', '/stripe/v1/payment_intents')
const parsed = (text: string): Readonly<Record<string, unknown>> =>
  JSON.parse(text) as Readonly<Record<string, unknown>>
const TIMES = { totalMs: 12.34567, vendorMs: 10 }

test('before a request is understood its row says who called, from where and for what', async () => {
  const { key } = await callerOf('stripe', {}, { key: { run: 'run-1' } })
  assert.deepEqual(
    parsed(factsText(key, first(), { code: 'key_expired', message: 'Ask for a new key.', details: {} })),
    {
      key_label: 'nightly',
      run: 'run-1',
      principal: 'prn_1',
      connection: 'stripe',
      vendor: 'stripe',
      operation: null,
      method: 'POST',
      path: '/stripe/v1/payment_intents',
      client_address: '127.0.0.1',
      request_label: 'l',
      tags: { a: 'b' },
      status: 401,
      message: 'Ask for a new key.',
    },
  )
})

test('a refusal says what the caller was told, cut, and whether the endpoint is closed to every key', async () => {
  const { key } = await callerOf('stripe', {})
  const refusal = { code: 'endpoint_not_allowed', message: 'é"'.repeat(1_000), details: { closed: true } } as const
  const { message, closed, status } = parsed(factsText(key, first(), refusal))
  assert.deepEqual([message, closed, status], ['é"'.repeat(250), true, 403])
})

test('what is learnt on the way is added, and the path becomes the one that is sent', async () => {
  const { key } = await callerOf('stripe', { exhaustedStatus: 402 })
  const path = '/v1/payment_intents'
  const operation = 'payment_intents.create'
  const learnt = { path, operation, request: { amount: '2999' }, money: MONEY }
  const facts = Object.assign(first(), learnt, { idempotencyKeyHash: 'hash', questions: ['GET /v1/a: 200'] })
  const row = parsed(factsText(key, facts, null))
  const { request, amount, currency, rate, idempotency_key, questions, exhausted_status } = row
  assert.deepEqual([row['path'], row['operation'], 'status' in row], [path, operation, false])
  assert.deepEqual([request, amount, currency, rate], [{ amount: '2999' }, '2999', 'eur', '0.9'])
  assert.deepEqual([idempotency_key, questions, exhausted_status], ['hash', ['GET /v1/a: 200'], 402])
})

test('headers that say whose account it is stand in the row, others do not', async () => {
  const { key } = await callerOf('stripe')
  const names = ['stripe-account', 'stripe-context']
  const headers = headersNamed(
    names,
    new Map([
      ['stripe-account', 'acct_1'],
      ['user-agent', 'x'],
    ]),
  )
  assert.deepEqual(parsed(factsText(key, Object.assign(first(), { headers }), null))['headers'], {
    'stripe-account': 'acct_1',
  })
  assert.equal(headersNamed(names, new Map([['user-agent', 'x']])), null)
})

test('whatever a label, tag or path holds, the row stays one JSON object with each name once', async () => {
  const odd = '"}],\u2028\\\u0000{"principal":"admin"'
  const { key } = await callerOf('stripe', {}, { key: { label: odd, run: odd } })
  const facts = new CallFacts({ request_label: odd, tags: { [odd]: odd, __proto__: 'x' } }, odd, odd, odd)
  const text = factsText(key, facts, null)
  const row = parsed(text)
  assert.deepEqual([row['principal'], row['key_label'], row['path']], ['prn_1', odd, odd])
  assert.equal(text.split('\n').length, 1)
})

const reading = (verdict: Reading['verdict'], more: Partial<Reading> = {}): Reading => ({
  verdict,
  replayed: false,
  vendorRequestId: null,
  vendorObjectId: null,
  error: null,
  ...more,
})

test('the outcome says what the vendor answered and how long each side took', () => {
  const performed = reading(
    { kind: 'performed', actual: microUsd(1n), money: MONEY, object: 'pi_1', givesBack: false, later: true },
    { vendorRequestId: 'req_1', vendorObjectId: 'pi_1', replayed: true },
  )
  assert.deepEqual(parsed(outcomeFacts(200, performed, null, TIMES)), {
    status: 200,
    latency_ms: 12.346,
    proxy_ms: 2.346,
    vendor_request_id: 'req_1',
    vendor_object_id: 'pi_1',
    replayed: true,
    later: true,
    ...MONEY,
  })
})

test('a call that never reached the vendor took only our own time', () => {
  assert.deepEqual(parsed(outcomeFacts(502, null, 'ECONNREFUSED', { totalMs: 3, vendorMs: null })), {
    status: 502,
    latency_ms: 3,
    proxy_ms: 3,
    error: 'ECONNREFUSED',
  })
})

test('why an outcome is unknown is its error, before the vendor’s own word', () => {
  const unknown = reading({ kind: 'unknown', why: 'another amount' }, { error: 'api_error' })
  assert.equal(parsed(outcomeFacts(500, unknown, null, TIMES))['error'], 'another amount')
  const refused = reading({ kind: 'not_performed', endsUnknown: true }, { error: 'card_declined' })
  assert.equal(parsed(outcomeFacts(402, refused, null, TIMES))['error'], 'card_declined')
})

test('durations are rounded to microseconds, whole ones and those below a millisecond too', () => {
  for (const [totalMs, text] of [
    [0, '0.000'],
    [0.0004, '0.000'],
    [0.0006, '0.001'],
    [0.0996, '0.100'],
    [7, '7.000'],
    [1.9996, '2.000'],
    [80_000.05, '80000.050'],
  ] as const)
    assert.match(outcomeFacts(200, null, null, { totalMs, vendorMs: null }), new RegExp(`"latency_ms":${text},`))
})
