/** Parameter rules of a key hold for the form that is sent, in whatever spelling it came. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, stageOnRecorder } from '../support/stage.ts'

const { upstream, admin, call } = await stageOnRecorder()
beforeEach(() => upstream.clear())

async function refusedFor(parameter: string, call_: Parameters<typeof call>[0]): Promise<void> {
  const answer = await call(call_)
  assert.equal(answer.code, 'parameter_not_allowed', answer.text)
  assert.equal(answer.status, 403)
  assert.equal(answer.body['parameter'], parameter)
  assert.equal(upstream.heard.length, 0)
}

const issue = async (parameters: object, vendor = 'stripe'): Promise<string> =>
  (await admin.issue({ vendor, total_usd_cap: 1_000, parameters })).vault_key

test('max: equal is let through, one more is not, in form and JSON', async () => {
  const key = await issue({ amount: { max: 5_000 } })
  assert.equal((await call({ key, form: charge(5_000) })).status, 200)
  upstream.clear()
  await refusedFor('amount', { key, form: charge(5_001) })
  await refusedFor('amount', { key, json: { amount: 5_001, currency: 'usd' } })
  await refusedFor('amount', { key, method: 'POST', path: '/stripe/v1/payment_intents?amount=5001&currency=usd' })
})

test('the refusal has the rule as it could be sent again', async () => {
  const key = await issue({ amount: { max: 5_000 } })
  assert.deepEqual((await call({ key, form: charge(5_001) })).body['rule'], { max: 5_000 })
})

test('a write that lacks a ruled field is refused unless the rule says optional; a read is not', async () => {
  const strict = await issue({ customer: { in: ['cus_1'] } })
  await refusedFor('customer', { key: strict, form: charge(100) })
  assert.equal((await call({ key: strict, form: charge(100, { customer: 'cus_1' }) })).status, 200)
  assert.equal((await call({ key: strict, path: '/stripe/v1/charges' })).status, 200)
  upstream.clear()
  await refusedFor('customer', { key: strict, path: '/stripe/v1/charges?customer=cus_2' })
  const lenient = await issue({ customer: { in: ['cus_1'], optional: true } })
  assert.equal((await call({ key: lenient, form: charge(100) })).status, 200)
  upstream.clear()
  await refusedFor('customer', { key: lenient, form: charge(100, { customer: 'cus_2' }) })
})

test('absent: nothing of that name or below it may stand', async () => {
  const key = await issue({ transfer_data: { absent: true } })
  await refusedFor('transfer_data', { key, form: charge(100, { 'transfer_data[amount]': '1' }) })
  await refusedFor('transfer_data', { key, json: { amount: 100, currency: 'usd', transfer_data: { amount: 1 } } })
  assert.equal((await call({ key, form: charge(100) })).status, 200)
})

test('eq on a nested name, in with several values', async () => {
  const key = await issue({ 'metadata[tier]': { eq: 'x' }, currency: { in: ['usd', 'eur'] } })
  await refusedFor('metadata[tier]', { key, form: charge(100, { 'metadata[tier]': 'y' }) })
  await refusedFor('currency', { key, form: { amount: '100', currency: 'gbp', 'metadata[tier]': 'x' } })
  assert.equal((await call({ key, json: { amount: 100, currency: 'usd', metadata: { tier: 'x' } } })).status, 200)
})

test('prefix and domain judge every recipient, in batches too', async () => {
  const sms = await issue({ To: { prefix: ['+1', '+44'] } }, 'twilio')
  const path = '/twilio/2010-04-01/Accounts/_/Messages.json'
  await refusedFor('To', { key: sms, path, form: { To: '+8813000000', From: '+14155550101', Body: 'x' } })
  const mail = await issue({ to: { domain: ['acme.com'] } }, 'resend')
  const email = { from: 'a@acme.com', subject: 's', html: 'h' }
  for (const to of ['x@evil.com', ['x@acme.com', 'x@evil.com'], 'x@acme.com.evil.com', 'x@notacme.com'])
    await refusedFor('to', { key: mail, path: '/resend/emails', json: { ...email, to } })
  await refusedFor('to', {
    key: mail,
    path: '/resend/emails/batch',
    json: [
      { ...email, to: 'x@acme.com' },
      { ...email, to: ['x@evil.com'] },
    ],
  })
  assert.equal((await call({ key: mail, path: '/resend/emails', json: { ...email, to: ['x@acme.com'] } })).status, 200)
})

test('names that only the proxy or Stripe’s own pages use are refused always', async () => {
  const key = await issue({})
  for (const name of ['key', '_stripe_account', '_method', 'metadata[keybrake_call]'])
    await refusedFor(name, { key, form: charge(100, { [name]: 'x' }) })
  await refusedFor('key', { key, path: '/stripe/v1/charges?key=sk_live_x' })
})

test('an unknown rule, or one that can never hold, is refused at issue', async () => {
  for (const parameters of [{ amount: { mx: 1 } }, { amount: {} }, { amount: { max: 'a' } }, { amount: 5 }]) {
    const answer = await admin.request('POST', '/vault/keys', {
      vendor: 'stripe',
      allowed_endpoints: ['*'],
      total_usd_cap: 1,
      parameters,
    })
    assert.equal(answer.status, 422, JSON.stringify(parameters))
    assert.match(JSON.stringify(answer.body['errors']), /parameters/)
  }
})
