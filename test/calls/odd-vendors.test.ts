/** What a vendor (or whatever stands in its place) may do on the wire, and what the proxy still promises. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, eventually, stageOnRecorder } from '../support/stage.ts'
import { type Answer, paymentIntent, sendJson } from '../support/upstream.ts'

let answerNext: Answer = paymentIntent
const { upstream, admin, call, row } = await stageOnRecorder((...parts) => answerNext(...parts))
beforeEach(() => {
  upstream.clear()
  answerNext = paymentIntent
})
const key = (await admin.issue({ total_usd_cap: 10_000 })).vault_key
const stateOf = async (callId: string): Promise<unknown> =>
  eventually(async () => {
    const { state } = await row(callId)
    assert.notEqual(state, 'held')
    return state
  })

test('an answer that echoes another idempotency key is the answer of another call: unknown', async () => {
  answerNext = (heard, response, count) => {
    response.setHeader('idempotency-key', 'someone-elses')
    paymentIntent(heard, response, count)
  }
  const answer = await call({ key, form: charge(100), headers: { 'idempotency-key': 'mine' } })
  assert.equal(answer.headers.get('idempotency-key'), 'mine')
  assert.equal(await stateOf(answer.callId), 'unknown')
})

test('a present type, amount or currency that contradicts the request is unknown; absence is none', async () => {
  const ok = { id: 'pi_9', object: 'payment_intent', amount: 100, currency: 'usd' }
  const cases: readonly (readonly [object, string])[] = [
    [{ ...ok, amount: 101 }, 'unknown'],
    [{ ...ok, currency: 'eur' }, 'unknown'],
    [{ ...ok, object: 'refund' }, 'unknown'],
    [{ ...ok, amount: '100' }, 'unknown'],
    [ok, 'settled'],
    [{ id: 'pi_10', object: 'payment_intent' }, 'settled'],
  ]
  for (const [body, state] of cases) {
    answerNext = (_heard, response) => sendJson(response, 200, body)
    const answer = await call({ key, form: charge(100) })
    assert.equal(answer.status, 200)
    assert.equal(answer.text, JSON.stringify(body), 'the bytes are passed on all the same')
    assert.equal(await stateOf(answer.callId), state, JSON.stringify(body))
  }
})

test('an amount above the hold is settled as told, flagged, and counted whole', async () => {
  const { id, vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 10 })
  answerNext = (_heard, response) =>
    sendJson(response, 201, { sid: 'SM1', status: 'sent', num_segments: '1', price: '-9.50', price_unit: 'USD' })
  const form = { To: '+14155550100', From: '+14155550101', Body: 'x' }
  const answer = await call({ key: vault_key, path: '/twilio/2010-04-01/Accounts/_/Messages.json', form })
  assert.equal(answer.status, 201)
  assert.equal(await stateOf(answer.callId), 'settled')
  const found = await row(answer.callId)
  assert.equal(found['cost_usd'], 9.5)
  assert.ok(Number(found['reserved_usd']) < 9.5)
  assert.ok('overage_usd' in found || 'overage' in found, Object.keys(found).join(', '))
  const { body } = await admin.request('GET', `/vault/keys/${id}`)
  const line = (body['budgets'] as readonly { window: string; spent_usd: number }[]).find(
    ({ window }) => window === 'total',
  )
  assert.equal(line?.spent_usd, 9.5)
})

test('a vendor that closes each connection after its answer costs no call', async () => {
  answerNext = (heard, response, count) => {
    response.once('finish', () => response.socket?.end())
    paymentIntent(heard, response, count)
  }
  for (let n = 0; n < 20; n++) {
    const answer = await call({ key, form: charge(1) })
    assert.equal(answer.status, 200, `call ${n}: ${answer.text}`)
  }
  assert.equal(upstream.heard.length, 20)
})

test('answers without a body, or with an odd status, end the call in order', async () => {
  for (const [status, state] of [
    [204, 'unknown'],
    [304, 'unknown'],
    [202, 'unknown'],
    [418, 'unknown'],
    [599, 'unknown'],
  ] as const) {
    answerNext = (_heard, response) => void response.writeHead(status).end()
    const answer = await call({ key, form: charge(100) })
    assert.equal(answer.status, status)
    assert.equal(await stateOf(answer.callId), state, String(status))
  }
})

test('duplicate keys in the vendor’s answer are not read as proof', async () => {
  answerNext = (_heard, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"id":"pi_1","object":"payment_intent","amount":100,"amount":1,"currency":"usd"}')
  }
  const answer = await call({ key, form: charge(100) })
  assert.equal(await stateOf(answer.callId), 'unknown')
})

test('a vendor’s cookies, server names and hop-by-hop headers do not come down', async () => {
  answerNext = (_heard, response) =>
    sendJson(
      response,
      200,
      { id: 'pi_1', object: 'payment_intent' },
      {
        'set-cookie': 'a=b',
        server: 'nginx',
        'x-internal': '1',
        'access-control-allow-origin': '*',
        'keybrake-call-id': 'call_forged',
        'keybrake-code': 'forged',
        'stripe-should-retry': 'false',
      },
    )
  const answer = await call({ key, form: charge(100) })
  const names = [...answer.headers.keys()].filter(
    (name) => !['date', 'connection', 'keep-alive', 'content-length'].includes(name),
  )
  assert.deepEqual(names.toSorted(), [
    'content-type',
    'keybrake-call-id',
    'keybrake-remaining-usd',
    'request-id',
    'stripe-should-retry',
  ])
  assert.notEqual(answer.callId, 'call_forged')
})

test('Twilio: reads outside api, calls without a bound, and lookups that cost', async () => {
  const { vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 10 })
  const at = (path: string, form?: Record<string, string>) =>
    call({ key: vault_key, path: `/twilio${path}`, ...(form === undefined ? {} : { form }) })
  assert.equal((await at('/lookups/v2/PhoneNumbers/+14155550100/Overrides/x')).code, 'cost_unknown')
  const dial = { To: '+14155550100', From: '+14155550101' }
  assert.equal((await at('/2010-04-01/Accounts/_/Calls.json', { ...dial, Url: 'https://x.co/t' })).code, 'cost_unknown')
  assert.equal(
    (await at('/2010-04-01/Accounts/_/Calls.json', { ...dial, Url: 'https://x.co/t', TimeLimit: '60' })).code,
    'cost_unknown',
  )
  assert.equal(upstream.heard.length, 0)
  answerNext = (_heard, response) => sendJson(response, 200, { phone_number: '+14155550100' })
  const lookup = await at('/lookups/v2/PhoneNumbers/+14155550100?Fields=line_type_intelligence')
  assert.equal(lookup.status, 200, lookup.text)
  assert.ok(Number((await row(lookup.callId))['reserved_usd']) > 0)
})

test('what the proxy may add to a request is told in GET /vault/vendors', async () => {
  const { text } = await admin.request('GET', '/vault/vendors')
  assert.match(text, /metadata\[keybrake_call\]/)
})
