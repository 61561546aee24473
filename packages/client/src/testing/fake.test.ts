/** The fake beyond the scenarios it shares with the product: the official SDKs, time, brake, rates, repeats. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Resend } from 'resend'
import Stripe from 'stripe'
import twilio from 'twilio'
import {
  BrakeEngaged,
  CapExhausted,
  type IssueKey,
  KeyEnded,
  keybrakeErrorOf,
  NotAllowed,
  NotFound,
  RateLimited,
  refusalOf,
  Unauthenticated,
  Keybrake,
  Unavailable,
} from '../index.ts'
import { resendClient } from '../resend.ts'
import { stripeClient } from '../stripe.ts'
import { twilioClient } from '../twilio.ts'
import { FakeKeybrake } from './fake.ts'
import { listen } from './node.ts'

const HOUR_MS = 3_600_000
const issue = (fake: FakeKeybrake, fields: Partial<IssueKey> = {}) =>
  fake.client().keys.issue({ vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 100, ...fields })

/** Stripe's SDK without a socket. */
const stripeOf = (fake: FakeKeybrake, key: { vault_key: string; base_url: string }) =>
  stripeClient(Stripe, key, {
    httpClient: Stripe.createFetchHttpClient(fake.fetch as unknown as typeof fetch),
    maxNetworkRetries: 0,
  })
const charge = (amount: number) => ({ amount, currency: 'usd' })
const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error)

test('the official SDKs work on it over a socket, and raise their ordinary errors', async () => {
  const fake = new FakeKeybrake()
  await using _proxy = await listen(fake)
  const cent = { total_usd_cap: '0.01' }
  const sms = await issue(fake, { vendor: 'twilio', ...cent })
  const message = { to: '+14155550100', from: '+14155550101', body: 'x' }
  const client = twilioClient(twilio, sms)
  assert.match((await client.messages.create(message)).sid, /^SM/)
  const limited = await outcome(client.messages.create(message))
  assert.ok(limited instanceof twilio.RestException)
  assert.ok(refusalOf(limited) instanceof CapExhausted)

  const mail = await issue(fake, { vendor: 'resend', total_usd_cap: '0.001' })
  const resend = resendClient(Resend, mail)
  const letter = { from: 'a@example.com', to: 'b@example.org', subject: 's', html: '<p>h</p>' }
  assert.match((await resend.emails.send(letter)).data?.id ?? '', /^email_/)
  const refused = await resend.emails.send(letter)
  assert.ok(refusalOf(refused.error) instanceof CapExhausted)

  const key = await issue(fake, { total_usd_cap: 1 })
  const error = await outcome(stripeClient(Stripe, key).paymentIntents.create(charge(101)))
  assert.ok(error instanceof Stripe.errors.StripeRateLimitError)
  assert.deepEqual(
    fake.executed().map(({ vendor, cost_usd }) => [vendor, cost_usd]),
    [
      ['twilio', 0.01],
      ['resend', 0.001],
    ],
  )
})

test('without a socket, Stripe’s SDK is given its fetch', async () => {
  const fake = new FakeKeybrake()
  const stripe = stripeOf(fake, await issue(fake))
  const { id } = await stripe.paymentIntents.create(charge(500))
  assert.match(id, /^payment_intent_/)
  assert.equal((await stripe.paymentIntents.list()).data.length, 0)
  assert.equal(fake.executed('stripe').length, 1)
})

test('time passes: windows begin anew, and keys expire', async () => {
  const fake = new FakeKeybrake()
  const key = await issue(fake, { total_usd_cap: 100, hourly_usd_cap: 5, expires_in: '3h' })
  const stripe = stripeOf(fake, key)
  await stripe.paymentIntents.create(charge(500))
  const refusal = refusalOf(await outcome(stripe.paymentIntents.create(charge(1))))
  assert.ok(refusal instanceof CapExhausted)
  fake.advance(HOUR_MS)
  await stripe.paymentIntents.create(charge(500))
  assert.equal((await key.read()).budgets.find(({ window }) => window === 'total')?.spent_usd, 10)
  fake.advance(2 * HOUR_MS)
  assert.ok(refusalOf(await outcome(stripe.paymentIntents.create(charge(1)))) instanceof KeyEnded)
  assert.equal((await key.read()).status, 'expired')
})

test('the brake, of all vendors or of one, stops and lets go', async () => {
  const fake = new FakeKeybrake()
  const { brake } = fake.client()
  const stripe = stripeOf(fake, await issue(fake))
  for (const vendor of [undefined, 'stripe']) {
    await brake.engage('odd refunds', vendor)
    const refusal = refusalOf(await outcome(stripe.paymentIntents.create(charge(1))))
    assert.ok(refusal instanceof BrakeEngaged)
    assert.match(refusal.message, /odd refunds/)
    await brake.release('over', vendor)
    await stripe.paymentIntents.create(charge(1))
  }
  await brake.engage('e-mails', 'resend')
  await stripe.paymentIntents.create(charge(1))
})

test('a rate, a count, a cap per call and a parameter rule are kept', async () => {
  const fake = new FakeKeybrake()
  const refusalFor = async (fields: Partial<IssueKey>, amount: number, before = 0) => {
    const stripe = stripeOf(fake, await issue(fake, fields))
    for (let at = 0; at < before; at++) await stripe.paymentIntents.create(charge(1))
    return refusalOf(await outcome(stripe.paymentIntents.create(charge(amount))))
  }
  const hurried = await refusalFor({ rate_limit: '2/m' }, 1, 2)
  assert.ok(hurried instanceof RateLimited)
  assert.ok(Number(hurried.retryAfterS) > 0)
  assert.ok((await refusalFor({ max_calls: 2 }, 1, 2)) instanceof CapExhausted)
  assert.ok((await refusalFor({ max_usd_per_call: 5 }, 501)) instanceof CapExhausted)
  assert.equal((await refusalFor({ exhausted_status: 402, total_usd_cap: 1 }, 101))?.status, 402)
  assert.ok((await refusalFor({ parameters: { amount: { max: 100 } } }, 101)) instanceof NotAllowed)
  assert.ok((await refusalFor({ parameters: { customer: { in: ['cus_1'] } } }, 1)) instanceof NotAllowed)
  assert.equal(await refusalFor({ parameters: { customer: { in: ['cus_1'], optional: true } } }, 1), null)
  assert.ok((await refusalFor({ allowed_endpoints: ['POST /v1/refunds', 'charges.*'] }, 1)) instanceof NotAllowed)
  assert.equal(await refusalFor({ allowed_endpoints: ['* /v1/*'] }, 1), null)
})

test('a repeat with the same idempotency key costs nothing more, and with other parameters is refused', async () => {
  const fake = new FakeKeybrake()
  const stripe = stripeOf(fake, await issue(fake, { total_usd_cap: 10 }))
  const named = { idempotencyKey: 'order-7' }
  const { id } = await stripe.paymentIntents.create(charge(900), named)
  assert.equal((await stripe.paymentIntents.create(charge(900), named)).id, id)
  const other = await outcome(stripe.paymentIntents.create(charge(901), named))
  assert.equal(refusalOf(other)?.code, 'idempotency_mismatch')
  assert.equal(fake.executed().length, 1)
})

test('a lost answer is a fault, its money is held, and the next call is answered again', async () => {
  const fake = new FakeKeybrake()
  const key = await issue(fake)
  const stripe = stripeOf(fake, key)
  fake.loseNextAnswer(({ fields }) => fields['amount'] === '700')
  await stripe.paymentIntents.create(charge(1))
  assert.ok(keybrakeErrorOf(await outcome(stripe.paymentIntents.create(charge(700)))) instanceof Unavailable)
  await stripe.paymentIntents.create(charge(1))
  const [line] = (await key.read()).budgets
  assert.deepEqual([line?.spent_usd, line?.held_usd], [0.02, 7])
  assert.deepEqual((await fake.client().spend.read()).total, { calls: 3, spent_usd: 0.02, held_usd: 7 })
})

test('its admin API wants its credential, and says what it does not have', async () => {
  const fake = new FakeKeybrake({ url: 'http://fake.test', apiKey: 'mine' })
  const stranger = new Keybrake({ url: 'http://fake.test', apiKey: 'other', fetch: fake.fetch })
  await assert.rejects(stranger.keys.list().page(), Unauthenticated)
  await assert.rejects(fake.client().budgets.list().page(), NotFound)
  assert.equal((await fake.client().system.health()).status, 'ok')
  const key = await issue(fake, { run: 'r', tags: { partition: 'cus_1' } })
  assert.equal(key.base_url, 'http://fake.test/stripe')
  const stripe = stripeOf(fake, key)
  for (let at = 0; at < 3; at++) await stripe.paymentIntents.create(charge(1))
  const { audit } = fake.client()
  assert.equal((await audit.list({ tags: { partition: 'cus_1' }, limit: 1 }).toArray()).length, 3)
  assert.equal((await audit.list({ tags: { partition: 'cus_2' } }).toArray()).length, 0)
  const [row] = (await audit.list({ run: 'r', limit: 1 }).page()).data
  assert.equal((await audit.read(row?.call_id ?? '')).operation, 'payment_intents.create')
})
