import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Code, Refusal } from '@keybrake/core'
import { CODES } from '@keybrake/core'
import Stripe from 'stripe'
import { refusal } from '../refusal.ts'

const MESSAGE = 'The daily cap of 5 USD is used up. Do not retry.'
let answer: Refusal
let requests = 0
let server: Server

before(async () => {
  server = createServer((request, response) => {
    requests++
    request.resume()
    const { status, headers, body } = refusal(answer, 'call_1')
    response.writeHead(status, Object.fromEntries(headers)).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

after(() => {
  server.closeAllConnections()
  server.close()
})

async function raised(code: Code, status?: number): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  answer = { code, message: MESSAGE, details: { cap_usd: 5 }, ...(status === undefined ? {} : { status }) }
  requests = 0
  const { port } = server.address() as AddressInfo
  const client = new Stripe('sk_test_x', { host: '127.0.0.1', port, protocol: 'http' })
  const error = await client.paymentIntents.create({ amount: 100, currency: 'usd' }).then(
    () => assert.fail('a refusal was taken for a success'),
    (fault: unknown) => fault,
  )
  assert.ok(error instanceof Stripe.errors.StripeError)
  assert.equal(requests, 1, 'it was sent again')
  assert.equal(error.message, MESSAGE)
  return error
}

test('stripe-node raises its ordinary exception with our message, at once and without a retry', async () => {
  const expected: readonly (readonly [Code, string])[] = [
    ['cap_exhausted', 'StripeRateLimitError'],
    ['endpoint_not_allowed', 'StripePermissionError'],
    ['parameter_not_allowed', 'StripePermissionError'],
    ['key_revoked', 'StripeAuthenticationError'],
    ['ambiguous_body', 'StripeInvalidRequestError'],
    ['idempotency_mismatch', 'StripeIdempotencyError'],
    ['ledger_unavailable', 'StripeAPIError'],
    ['upstream_timeout', 'StripeAPIError'],
  ]
  for (const [code, type] of expected) {
    const error = await raised(code)
    if (code !== 'ambiguous_body') assert.equal(error.type, type, code)
    assert.equal(error.code, code)
    assert.equal(error.requestId, 'call_1')
  }
})

test('a cap that answers 402 raises the card error', async () => {
  const error = await raised('cap_exhausted', 402)
  assert.deepEqual([error.type, error.rawType], ['StripeCardError', 'card_error'])
})

test('every code has an error object, our fields beside it and again as keybrake, and no retry on a 4xx', () => {
  for (const code of Object.keys(CODES) as Code[]) {
    const { status, headers, body } = refusal({ code, message: MESSAGE, details: { cap_usd: 5 } }, 'call_1')
    const json = JSON.parse(body) as Record<string, unknown>
    const own = { code, message: MESSAGE, call_id: 'call_1', cap_usd: 5 }
    assert.deepEqual(json.keybrake, own)
    for (const [name, value] of Object.entries(own)) assert.equal(json[name], value)
    assert.equal((json.error as { message: string }).message, MESSAGE)
    const header = new Map(headers.map(([name, value]) => [name, value]))
    assert.equal(header.get('keybrake-code'), code)
    const retry = code === 'idempotency_in_progress' ? 'true' : 'false'
    if (status < 500) assert.equal(header.get('stripe-should-retry'), retry, code)
    assert.equal(header.get('x-should-retry'), header.get('stripe-should-retry'))
    assert.equal(header.has('retry-after'), false, code)
  }
})

test('a 5xx may be retried only where the refusal says so', () => {
  const retryOf = (mayRetry?: boolean): string | undefined =>
    refusal(
      { code: 'upstream_broken', message: 'x', details: {}, ...(mayRetry === undefined ? {} : { mayRetry }) },
      null,
    ).headers.find(([name]) => name === 'stripe-should-retry')?.[1]
  assert.equal(retryOf(), 'false')
  assert.equal(retryOf(false), 'false')
  assert.equal(retryOf(true), 'true')
})

test('a detail never takes the place of our own fields', () => {
  const details = { code: 'x', message: 'x', call_id: 'x', error: 'x', keybrake: 'x' }
  const json = JSON.parse(refusal({ code: 'rate_limited', message: 'm', details, retryAfterS: 3 }, null).body)
  assert.equal(json.code, 'rate_limited')
  assert.equal(json.message, 'm')
  assert.equal(json.call_id, null)
  assert.equal(json.error.code, 'rate_limited')
  assert.equal(json.keybrake.code, 'rate_limited')
})
