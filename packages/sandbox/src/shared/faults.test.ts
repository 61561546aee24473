import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { type Fault, startSandbox } from '../index.ts'
import { readFault } from './faults.ts'

const sandbox = await startSandbox()
after(() => sandbox.close())
beforeEach(() => sandbox.clear())

const charge = (key = 'k', signal: AbortSignal | null = null): Promise<Response> =>
  fetch(`${sandbox.urls.stripe}/v1/payment_intents`, {
    method: 'POST',
    body: 'amount=100&currency=usd',
    headers: {
      authorization: 'Bearer sk_test_any',
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': key,
    },
    signal,
  })
const order = (fault: Omit<Fault, 'vendor'>): (() => void) => sandbox.order({ vendor: 'stripe', ...fault })
const executed = (): number => sandbox.executed().length

test('reset_before executes nothing, and the retry is executed', async () => {
  order({ kind: 'reset_before' })
  await assert.rejects(charge())
  assert.equal(executed(), 0)
  const retry = await charge()
  assert.deepEqual([retry.status, retry.headers.get('idempotent-replayed'), executed()], [200, null, 1])
})

test('reset_after executes, and the retry is the replay of what was lost', async () => {
  order({ kind: 'reset_after' })
  await assert.rejects(charge())
  assert.equal(executed(), 1)
  const retry = await charge()
  assert.deepEqual([retry.status, retry.headers.get('idempotent-replayed'), executed()], [200, 'true', 1])
})

test('a status from in front of the endpoint is not kept: 503 before frees the key, 503 after leaves the real answer', async () => {
  order({ kind: 'status_before', status: 503 })
  assert.equal((await charge('a')).status, 503)
  assert.equal(executed(), 0)
  assert.equal((await charge('a')).status, 200)
  order({ kind: 'status_after', status: 503 })
  assert.equal((await charge('b')).status, 503)
  assert.equal(executed(), 2)
  const retry = await charge('b')
  assert.deepEqual([retry.status, retry.headers.get('idempotent-replayed'), executed()], [200, 'true', 2])
})

test('a 500 is the endpoint’s own answer: Stripe keeps it under the key', async () => {
  order({ kind: 'status_after', status: 500 })
  assert.equal((await charge()).status, 500)
  const retry = await charge()
  assert.deepEqual([retry.status, retry.headers.get('idempotent-replayed'), executed()], [500, 'true', 1])
})

test('delay and hang execute at once; a hang ends with the client and then replays', async () => {
  order({ kind: 'delay', ms: 80 })
  const began = performance.now()
  assert.equal((await charge('a')).status, 200)
  assert.ok(performance.now() - began >= 75)
  order({ kind: 'hang' })
  await assert.rejects(charge('b', AbortSignal.timeout(100)))
  assert.equal(executed(), 2)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal((await charge('b')).headers.get('idempotent-replayed'), 'true')
})

test('cut_body, garbage_body and mismatch execute and then cannot be believed', async () => {
  order({ kind: 'cut_body' })
  const cut = await charge('a')
  await assert.rejects(cut.text())
  order({ kind: 'garbage_body' })
  const garbage = await charge('b')
  assert.equal(garbage.status, 200)
  await assert.rejects(garbage.json())
  order({ kind: 'mismatch' })
  const other = (await (await charge('c')).json()) as { amount: number }
  assert.notEqual(other.amount, 100)
  assert.equal(executed(), 3)
})

test('a fault hits what it matches, as often as it says, and only its vendor', async () => {
  order({ kind: 'status_before', status: 503, times: 2, match: { method: 'POST', path: '/v1/payment_intents' } })
  sandbox.order({ vendor: 'twilio', kind: 'reset_before', times: 1000 })
  const read = await fetch(`${sandbox.urls.stripe}/v1/payment_intents`, {
    headers: { authorization: 'Bearer sk_test_any' },
  })
  assert.equal(read.status, 200)
  assert.deepEqual([(await charge()).status, (await charge()).status, (await charge()).status], [503, 503, 200])
})

test('a fault can mean one call by what its body holds, and can be called off', async () => {
  const callOff = order({ kind: 'status_before', status: 503, match: { holds: 'currency=usd' } })
  callOff()
  order({ kind: 'status_before', status: 503, match: { holds: 'currency=eur' } })
  assert.equal((await charge()).status, 200)
  order({ kind: 'status_before', status: 503, match: { holds: 'currency=usd' } })
  assert.deepEqual([(await charge('a')).status, (await charge('a')).status], [503, 200])
})

test('a fault that cannot be read says why', () => {
  assert.match(String(readFault({ vendor: 'paypal', kind: 'hang' })), /^vendor/)
  assert.match(String(readFault({ vendor: 'stripe', kind: 'explode' })), /^kind/)
  assert.match(String(readFault({ vendor: 'stripe', kind: 'delay', ms: -1 })), /^times, ms/)
  assert.match(String(readFault({ vendor: 'stripe', kind: 'status_after', status: 600 })), /^status/)
  assert.deepEqual(readFault({ vendor: 'stripe', kind: 'delay', ms: 5 }), {
    vendor: 'stripe',
    kind: 'delay',
    match: {},
    ms: 5,
  })
})
