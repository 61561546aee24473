/** stripe-node, unchanged: it takes a host and a port, and finds the connection by the vault key. */
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import Stripe from 'stripe'
import { startRelay } from '../support/relay.ts'
import { stageOnSandbox, underBrake } from '../support/stage.ts'

const { sandbox, product, admin } = await stageOnSandbox()
const relay = await startRelay(product.url)
after(() => relay[Symbol.asyncDispose]())
beforeEach(() => {
  relay.clear()
  sandbox.clear()
})

const clientOf = (apiKey: string): Stripe =>
  new Stripe(apiKey, { host: relay.host, port: relay.port, protocol: 'http', maxNetworkRetries: 3, telemetry: false })

const charge = { amount: 2_999, currency: 'usd', payment_method: 'pm_card_visa', confirm: true } as const

/** The error the SDK raises, and that it raised it after one request of which the vendor heard nothing. */
async function refusedAtOnce(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await work.then(
    () => assert.fail('the SDK took a refusal for success'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof Stripe.errors.StripeError, String(error))
  assert.equal(relay.requests.length, 1, `the SDK sent ${relay.requests.join(', ')}`)
  assert.equal(sandbox.heard().length, 0)
  return error
}

test('creating, confirming, reading and listing work as against Stripe itself', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100 })
  const stripe = clientOf(vault_key)
  const intent = await stripe.paymentIntents.create({ amount: 2_999, currency: 'usd', metadata: { order: '7' } })
  assert.equal(intent.metadata['order'], '7')
  const confirmed = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
  assert.equal(confirmed.status, 'succeeded')
  assert.equal((await stripe.paymentIntents.retrieve(intent.id)).amount_received, 2_999)
  const listed: string[] = []
  for await (const one of stripe.paymentIntents.list({ limit: 1 })) listed.push(one.id)
  assert.deepEqual(listed, [intent.id])
  assert.match(confirmed.lastResponse.requestId, /^req_/)
  assert.equal(sandbox.totals().stripe.leaked, 0)
})

test('a declined card raises the SDK’s card error, with Stripe’s own words', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100 })
  const failing = clientOf(vault_key).paymentIntents.create({ ...charge, payment_method: 'pm_card_chargeDeclined' })
  await assert.rejects(failing, (error: unknown) => {
    assert.ok(error instanceof Stripe.errors.StripeCardError)
    assert.equal(error.decline_code, 'generic_decline')
    return true
  })
})

test('the cap raises a rate-limit error that carries our message, at once', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 10 })
  const error = await refusedAtOnce(clientOf(vault_key).paymentIntents.create(charge))
  assert.ok(error instanceof Stripe.errors.StripeRateLimitError)
  assert.equal(error.code, 'cap_exhausted')
  assert.match(error.message, /Spend cap reached: 0 of 10 USD .* this call needs 29\.99 USD/)
  assert.equal(error.headers?.['keybrake-code'], 'cap_exhausted')
})

test('a key issued with exhausted_status 402 raises a card error in place of it', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 10, exhausted_status: 402 })
  const error = await refusedAtOnce(clientOf(vault_key).paymentIntents.create(charge))
  assert.equal(error.statusCode, 402)
  assert.equal(error.code, 'cap_exhausted')
})

test('a revoked key raises an authentication error, at once', async () => {
  const key = await admin.issue({ total_usd_cap: 100 })
  await admin.request('DELETE', `/vault/keys/${key.id}`)
  const error = await refusedAtOnce(clientOf(key.vault_key).paymentIntents.create(charge))
  assert.ok(error instanceof Stripe.errors.StripeAuthenticationError)
  assert.equal(error.code, 'key_revoked')
})

test('the allowlist raises a permission error, at once', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100, allowed_endpoints: ['payment_intents.*'] })
  const error = await refusedAtOnce(clientOf(vault_key).payouts.create({ amount: 100, currency: 'usd' }))
  assert.ok(error instanceof Stripe.errors.StripePermissionError)
  assert.equal(error.code, 'endpoint_not_allowed')
  assert.match(error.message, /POST \/v1\/payouts/)
})

test('the brake raises a permission error with its reason, at once', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100 })
  await underBrake(admin, { reason: 'odd refunds' }, async () => {
    const error = await refusedAtOnce(clientOf(vault_key).paymentIntents.create(charge))
    assert.ok(error instanceof Stripe.errors.StripePermissionError)
    assert.match(error.message, /odd refunds/)
  })
})

test('after a lost answer the SDK’s own retry gets the first call’s result, and it counts once', async () => {
  const key = await admin.issue({ total_usd_cap: 50 })
  sandbox.order({ vendor: 'stripe', kind: 'reset_after', match: { path: '/v1/payment_intents' } })
  const intent = await clientOf(key.vault_key).paymentIntents.create(charge)
  assert.equal(relay.requests.length, 2)
  assert.deepEqual(
    sandbox.executed().map(({ id }) => id),
    [intent.id],
  )
  const { body } = await admin.request('GET', `/vault/keys/${key.id}`)
  const lines = body['budgets'] as readonly { spent_usd: number; held_usd: number }[]
  assert.equal(lines[0]?.spent_usd, 29.99)
  assert.equal(lines[0]?.held_usd, 0)
})
