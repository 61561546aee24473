import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import Stripe from 'stripe'
import { startSandbox } from '../index.ts'

const sandbox = await startSandbox()
const origin = new URL(sandbox.urls.stripe)
const stripe = sdk(sandbox.credentials.stripe.secret_key)
after(() => sandbox.close())
beforeEach(() => sandbox.clear())

function sdk(secret: string): Stripe {
  return new Stripe(secret, {
    host: origin.hostname,
    port: origin.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
}

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.urls.stripe}${path}`, {
    method: 'POST',
    body,
    headers: {
      authorization: 'Bearer sk_test_any',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  })
}

const USD = { amount: 2999, currency: 'usd' }
const PAID = { ...USD, payment_method: 'pm_card_visa', confirm: true } as const
const addedUsd = (): string | undefined => sandbox.totals().stripe.added['usd']
const operations = (): string[] => sandbox.executed().map(({ operation }) => operation)

test('an intent goes from requires_payment_method over requires_confirmation to succeeded', async () => {
  const made = await stripe.paymentIntents.create({ ...USD, customer: 'cus_1', metadata: { order: 'a b&c' } })
  assert.equal(made.status, 'requires_payment_method')
  assert.deepEqual({ ...made.metadata }, { order: 'a b&c' })
  const updated = await stripe.paymentIntents.update(made.id, { payment_method: 'pm_card_visa', amount: 3000 })
  assert.deepEqual([updated.status, updated.amount], ['requires_confirmation', 3000])
  const confirmed = await stripe.paymentIntents.confirm(made.id)
  assert.deepEqual([confirmed.status, confirmed.amount_received], ['succeeded', 3000])
  assert.deepEqual(await stripe.paymentIntents.retrieve(made.id), confirmed)
  assert.deepEqual(
    sandbox.executed().map(({ operation, added, customer }) => [operation, added, customer]),
    [
      ['payment_intents.create', '2999', 'cus_1'],
      ['payment_intents.update', '1', 'cus_1'],
      ['payment_intents.confirm', '0', 'cus_1'],
    ],
  )
})

test('a declined card leaves the intent payable, and the error carries it', async () => {
  const error = await refusal(stripe.paymentIntents.create({ ...PAID, payment_method: 'pm_card_chargeDeclined' }))
  assert.ok(error instanceof Stripe.errors.StripeCardError)
  assert.deepEqual([error.statusCode, error.code, error.decline_code], [402, 'card_declined', 'generic_decline'])
  const id = error.payment_intent?.id ?? ''
  assert.equal((await stripe.paymentIntents.retrieve(id)).status, 'requires_payment_method')
  const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })
  assert.equal(paid.status, 'succeeded')
  assert.equal(addedUsd(), '2999')
})

test('manual capture: increment raises the total, a partial capture gives the rest back', async () => {
  const held = await stripe.paymentIntents.create({ ...PAID, capture_method: 'manual' })
  assert.deepEqual([held.status, held.amount_capturable], ['requires_capture', 2999])
  const more = await stripe.paymentIntents.incrementAuthorization(held.id, { amount: 4000 })
  assert.deepEqual([more.amount, more.amount_capturable, addedUsd()], [4000, 4000, '4000'])
  const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1000 })
  assert.deepEqual([captured.status, captured.amount_received, addedUsd()], ['succeeded', 1000, '1000'])
})

test('capturing more than is authorised needs overcapture, several captures need multicapture', async () => {
  const plain = await stripe.paymentIntents.create({ ...PAID, capture_method: 'manual' })
  assert.equal(await code(stripe.paymentIntents.capture(plain.id, { amount_to_capture: 3000 })), 'amount_too_large')
  const over = await stripe.paymentIntents.create({
    ...PAID,
    capture_method: 'manual',
    payment_method_options: { card: { request_overcapture: 'if_available' } },
  })
  assert.equal((await stripe.paymentIntents.capture(over.id, { amount_to_capture: 3100 })).amount_received, 3100)
  const multi = await stripe.paymentIntents.create({
    ...PAID,
    capture_method: 'manual',
    payment_method_options: { card: { request_multicapture: 'if_available' } },
  })
  const first = await stripe.paymentIntents.capture(multi.id, { amount_to_capture: 999, final_capture: false })
  assert.deepEqual([first.status, first.amount_capturable], ['requires_capture', 2000])
  assert.equal((await stripe.paymentIntents.capture(multi.id)).amount_received, 2999)
})

test('a cancel gives back what was not received, and a second one is refused', async () => {
  const made = await stripe.paymentIntents.create(USD)
  assert.equal((await stripe.paymentIntents.cancel(made.id)).status, 'canceled')
  assert.equal(addedUsd(), '0')
  assert.equal(await code(stripe.paymentIntents.cancel(made.id)), 'payment_intent_unexpected_state')
})

test('refunds stop at what was captured', async () => {
  const paid = await stripe.paymentIntents.create(PAID)
  await stripe.refunds.create({ payment_intent: paid.id, amount: 1000 })
  assert.equal(await code(stripe.refunds.create({ payment_intent: paid.id, amount: 2000 })), 'amount_too_large')
  const rest = await stripe.refunds.create({ charge: String(paid.latest_charge) })
  assert.equal(rest.amount, 1999)
  assert.equal(await code(stripe.refunds.create({ charge: String(paid.latest_charge) })), 'charge_already_refunded')
  assert.equal(addedUsd(), '5998', 'the payment and what the refunds moved')
  const whole = await stripe.paymentIntents.retrieve(paid.id, { expand: ['latest_charge'] })
  assert.ok(typeof whole.latest_charge === 'object' && whole.latest_charge !== null)
  assert.equal(whole.latest_charge.amount_refunded, 2999)
})

test('charges, payouts, transfers and the balance', async () => {
  const charge = await stripe.charges.create({ ...USD, source: 'tok_visa', capture: false })
  assert.deepEqual([charge.captured, charge.amount_captured], [false, 0])
  assert.equal((await stripe.charges.capture(charge.id, { amount: 2000 })).amount_captured, 2000)
  assert.equal(await code(stripe.charges.create({ ...USD, source: 'tok_chargeDeclined' })), 'card_declined')
  const before = (await stripe.balance.retrieve()).available[0]?.amount ?? 0
  const payout = await stripe.payouts.create(USD)
  await stripe.transfers.create({ ...USD, destination: 'acct_1' })
  assert.equal((await stripe.balance.retrieve()).available[0]?.amount, before - 5998)
  assert.equal((await stripe.payouts.cancel(payout.id)).status, 'canceled')
  assert.equal(addedUsd(), '4999')
})

test('an invoice is drafted, finalised and paid once; a decline leaves it open; an open one can be voided', async () => {
  const drafted = async () => {
    const invoice = await stripe.invoices.create({ customer: 'cus_1' })
    await stripe.invoiceItems.create({ customer: 'cus_1', invoice: invoice.id, amount: 700, currency: 'usd' })
    return stripe.invoices.finalizeInvoice(invoice.id)
  }
  const open = await drafted()
  assert.deepEqual([open.status, open.amount_remaining], ['open', 700])
  assert.equal(await code(stripe.invoices.pay(open.id, { payment_method: 'pm_card_chargeDeclined' })), 'card_declined')
  assert.equal((await stripe.invoices.retrieve(open.id)).status, 'open')
  assert.equal(addedUsd(), '0')
  assert.deepEqual((await stripe.invoices.pay(open.id)).amount_paid, 700)
  assert.equal(addedUsd(), '700')
  assert.equal(await code(stripe.invoices.pay(open.id)), 'invoice_already_paid')
  assert.equal((await stripe.invoices.voidInvoice((await drafted()).id)).status, 'void')
  const outOfBand = await stripe.invoices.pay((await drafted()).id, { paid_out_of_band: true })
  assert.deepEqual([outOfBand.status, addedUsd()], ['paid', '700'])
})

test('lists page from the newest, and a search finds by metadata', async () => {
  for (const order of ['1', '2', '3']) await stripe.paymentIntents.create({ ...USD, metadata: { order } })
  const orders: string[] = []
  for await (const one of stripe.paymentIntents.list({ limit: 2 })) orders.push(String(one.metadata['order']))
  assert.deepEqual(orders, ['3', '2', '1'])
  const found = await stripe.paymentIntents.search({ query: "metadata['order']:'2'" })
  assert.deepEqual(
    found.data.map(({ metadata }) => metadata['order']),
    ['2'],
  )
})

test('the same key and parameters are executed once and answered alike, marked as a replay', async () => {
  const options = { idempotencyKey: 'order-1' }
  const first = await stripe.paymentIntents.create(USD, options)
  const second = await stripe.paymentIntents.create(USD, options)
  assert.equal(second.id, first.id)
  assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true')
  assert.equal(second.lastResponse.headers['original-request'], first.lastResponse.requestId)
  assert.equal(first.lastResponse.headers['idempotency-key'], 'order-1')
  assert.deepEqual(operations(), ['payment_intents.create'])
})

test('the same key with other parameters is an idempotency_error', async () => {
  const options = { idempotencyKey: 'order-1' }
  await stripe.paymentIntents.create(USD, options)
  const error = await refusal(stripe.paymentIntents.create({ ...USD, amount: 1 }, options))
  assert.ok(error instanceof Stripe.errors.StripeIdempotencyError)
  assert.equal(error.statusCode, 400)
  assert.equal(sandbox.executed().length, 1)
})

test('keys of another secret and of another account are others', async () => {
  const options = { idempotencyKey: 'order-1' }
  await stripe.paymentIntents.create(USD, options)
  await sdk('sk_test_other').paymentIntents.create(USD, options)
  await stripe.paymentIntents.create(USD, { ...options, stripeAccount: 'acct_1' })
  assert.deepEqual(
    sandbox.executed().map(({ account }) => account),
    [null, null, 'acct_1'],
  )
})

test('a decline is kept under its key, a parameter that cannot stand is not', async () => {
  const declined = { ...PAID, payment_method: 'pm_card_chargeDeclined' }
  const options = { idempotencyKey: 'order-1' }
  const first = await refusal(stripe.paymentIntents.create(declined, options))
  const second = await refusal(stripe.paymentIntents.create(declined, options))
  assert.equal(second.payment_intent?.id, first.payment_intent?.id)
  assert.equal((await post('/v1/payment_intents', 'amount=-1&currency=usd', { 'idempotency-key': 'k' })).status, 400)
  assert.equal((await post('/v1/payment_intents', 'amount=1&currency=usd', { 'idempotency-key': 'k' })).status, 200)
  assert.equal(sandbox.executed().length, 2)
})

test('while the first call is on its way a second with its key gets 409', async () => {
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 200 })
  const key = { 'idempotency-key': 'order-1' }
  const slow = post('/v1/payment_intents', 'amount=1&currency=usd', key)
  while (sandbox.executed().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal((await post('/v1/payment_intents', 'amount=1&currency=usd', key)).status, 409)
  assert.equal((await slow).status, 200)
  const replay = await post('/v1/payment_intents', 'amount=1&currency=usd', key)
  assert.equal(replay.headers.get('idempotent-replayed'), 'true')
  assert.equal(sandbox.executed().length, 1)
})

test('v1 takes forms only: JSON is a 400 and executes nothing', async () => {
  const answer = await post('/v1/payment_intents', '{"amount":1,"currency":"usd"}', {
    'content-type': 'application/json',
  })
  assert.equal(answer.status, 400)
  assert.match(await answer.text(), /check that your POST content type is application\/x-www-form-urlencoded/)
  assert.equal(sandbox.executed().length, 0)
})

test('query and body are one bag on POST, and a doubled slash is one', async () => {
  const answer = await post('//v1/payment_intents?amount=77', 'currency=eur')
  assert.equal(((await answer.json()) as { amount: number }).amount, 77)
  assert.deepEqual(sandbox.totals().stripe.added, { eur: '77' })
})

test('unknown parameters, unknown paths and unknown objects are refused in Stripe’s shape', async () => {
  assert.equal(await errorCode(await post('/v1/payment_intents', 'amount=1&currency=usd&bogus=1')), 'parameter_unknown')
  assert.equal(await errorCode(await post('/v1/payment_intents', 'currency=usd')), 'parameter_missing')
  assert.equal(await errorCode(await post('/v1/payment_intents/pi_none/confirm', '')), 'resource_missing')
  const unknown = await post('/v1/nothing', '')
  assert.equal(unknown.status, 404)
  assert.match(await unknown.text(), /Unrecognized request URL \(POST: \/v1\/nothing\)/)
})

test('a vault key is turned away and counted as leaked, wherever it stands', async () => {
  const error = await refusal(sdk('vault_key_abc').paymentIntents.create(USD))
  assert.ok(error instanceof Stripe.errors.StripeAuthenticationError)
  await post('/v1/payment_intents', 'amount=1&currency=usd&description=vault_key_abc')
  await post('/v1/payment_intents?x=vault_key_abc', 'amount=1&currency=usd')
  const basic = Buffer.from('vault_key_abc:').toString('base64')
  await post('/v1/payment_intents', 'amount=1&currency=usd', { authorization: `Basic ${basic}` })
  assert.equal(sandbox.totals().stripe.leaked, 4)
})

async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Stripe.errors.StripeError, 'the SDK raises its own exception')
  return error
}

async function code(call: Promise<unknown>): Promise<string | undefined> {
  return (await refusal(call)).code
}

async function errorCode(answer: Response): Promise<string | undefined> {
  assert.ok(answer.status >= 400)
  return ((await answer.json()) as { error: { code?: string } }).error.code
}
