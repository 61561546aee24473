/** One idempotency key is one payment: replays, retries after lost answers, collisions and scopes. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, eventually, stageOnSandbox, underBrake } from '../support/stage.ts'
import { spendLine } from '../support/with-sandbox.ts'

const { sandbox, admin, call, row } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

const CREATE = '/v1/payment_intents'
const under = (name: string): Record<string, string> => ({ 'idempotency-key': name })
const counted = async (id: string): Promise<number> => {
  const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
  return Number(line['spent_usd']) + Number(line['held_usd'])
}
const sentKeys = () => sandbox.heard().map(({ headers }) => headers['idempotency-key'])

test('a repeat with the same key and parameters is forwarded, answered as a replay, and counts once', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 30 })
  const once = { key: vault_key, form: charge(2_999), headers: under('order-1') }
  const first = await call(once)
  const second = await call(once)
  assert.equal(second.status, 200)
  assert.equal(second.body['id'], first.body['id'])
  assert.equal(second.headers.get('idempotent-replayed'), 'true')
  assert.equal(sandbox.executed().length, 1)
  assert.equal(await counted(id), 29.99)
  const replay = await row(second.callId)
  assert.equal(replay['cost_usd'], 0)
  assert.equal(replay['replay_of'], first.callId)
})

test('the caller sees its own idempotency key, the vendor a scoped one', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 30 })
  const answer = await call({ key: vault_key, form: charge(100), headers: under('order-2') })
  assert.equal(answer.headers.get('idempotency-key'), 'order-2')
  assert.equal(sentKeys().length, 1)
  assert.notEqual(sentKeys()[0], 'order-2')
})

test('every attempt carries the id of the first call, so that its bytes are equal', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 30 })
  const once = { key: vault_key, form: charge(100), headers: under('order-3') }
  const first = await call(once)
  const second = await call(once)
  assert.notEqual(second.callId, first.callId)
  const bodies = sandbox.heard().map(({ body }) => body)
  assert.equal(bodies[0], bodies[1])
  assert.equal(new URLSearchParams(bodies[0]).get('metadata[keybrake_call]'), first.callId)
})

test('a key used again with other parameters is 400 idempotency_mismatch, not forwarded', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 300 })
  await call({ key: vault_key, form: charge(100), headers: under('order-4') })
  for (const other of [
    { form: charge(101) },
    { form: charge(100, { description: 'x' }) },
    { path: '/stripe/v1/refunds', form: { charge: 'ch_1', amount: '1' } },
  ]) {
    const answer = await call({ key: vault_key, ...other, headers: under('order-4') })
    assert.equal(answer.status, 400, answer.text)
    assert.equal(answer.code, 'idempotency_mismatch')
    assert.equal((answer.body['error'] as Record<string, unknown>)['type'], 'idempotency_error')
  }
  assert.equal(sandbox.heard().length, 1)
})

test('the order of fields and the form of the body do not make another call of it', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 30 })
  await call({ key: vault_key, body: 'amount=100&currency=usd', headers: under('order-5') })
  for (const same of [{ body: 'currency=usd&amount=100' }, { json: { currency: 'usd', amount: 100 } }])
    assert.equal((await call({ key: vault_key, ...same, headers: under('order-5') })).status, 200)
  assert.equal(sandbox.executed().length, 1)
  assert.equal(await counted(id), 1)
})

test('while an attempt is in flight a second is 409 idempotency_in_progress, retryable, not forwarded', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 30 })
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 400 })
  const once = { key: vault_key, form: charge(100), headers: under('order-6') }
  const first = call(once)
  await eventually(async () => assert.equal(sandbox.heard().length, 1))
  const second = await call(once)
  assert.equal(second.status, 409)
  assert.equal(second.code, 'idempotency_in_progress')
  assert.equal(second.headers.get('stripe-should-retry'), 'true')
  assert.equal(sandbox.heard().length, 1)
  assert.equal((await first).status, 200)
  assert.equal((await call(once)).headers.get('idempotent-replayed'), 'true')
})

test('twenty at once with one key: the vendor executes one, and it counts once', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 30 })
  const once = { key: vault_key, form: charge(2_999), headers: under('order-7') }
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(once)))
  assert.ok(answers.every(({ status, code }) => status === 200 || code === 'idempotency_in_progress'))
  assert.equal(sandbox.executed().length, 1)
  assert.equal(await counted(id), 29.99)
})

test('a retry after a lost answer adopts the hold: admitted under a full cap, it settles once', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 30 })
  sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
  const once = { key: vault_key, form: charge(2_999), headers: under('order-8') }
  const lost = await call(once)
  assert.equal(lost.status, 502)
  assert.equal(lost.code, 'upstream_broken')
  assert.equal(lost.headers.get('stripe-should-retry'), 'true')
  assert.equal((await eventually(() => row(lost.callId)))['state'], 'unknown')
  assert.equal((await call({ key: vault_key, form: charge(2) })).code, 'cap_exhausted', 'silence gives nothing back')
  const retry = await call(once)
  assert.equal(retry.status, 200)
  assert.equal(retry.headers.get('idempotent-replayed'), 'true')
  assert.equal(await counted(id), 29.99)
  assert.equal((await row(lost.callId))['state'], 'settled')
})

test('a retry in a later run of the same principal is the same call; its own budgets count it too', async () => {
  const first = await admin.issue({ run: 'night-1', run_usd_cap: 30 })
  const second = await admin.issue({ run: 'night-2', run_usd_cap: 30 })
  const once = { form: charge(2_999), headers: under('cus_1-2999') }
  await call({ key: first.vault_key, ...once })
  const again = await call({ key: second.vault_key, ...once })
  assert.equal(again.headers.get('idempotent-replayed'), 'true')
  assert.equal(sandbox.executed().length, 1)
  const poor = await admin.issue({ run: 'night-3', run_usd_cap: 20 })
  assert.equal(
    (await call({ key: poor.vault_key, ...once })).code,
    'cap_exhausted',
    'a budget that does not count it yet',
  )
})

test('the same key on another Stripe account is never taken for a replay', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 300, accounts: ['acct_1'] })
  const once = { key: vault_key, form: charge(100), headers: under('order-10') }
  await call(once)
  const other = await call({ ...once, headers: { ...once.headers, 'stripe-account': 'acct_1' } })
  assert.equal(other.code, 'idempotency_mismatch')
  assert.equal(sandbox.executed().length, 1)
})

test('an allowlist, a brake and a revocation hold for replays too', async () => {
  const key = await admin.issue({ total_usd_cap: 300 })
  const once = { key: key.vault_key, form: charge(100), headers: under('order-11') }
  await call(once)
  await underBrake(admin, { reason: 'x' }, async () => assert.equal((await call(once)).code, 'brake_engaged'))
  await admin.request('PATCH', `/vault/keys/${key.id}`, { allowed_endpoints: ['GET /v1/charges'] })
  assert.equal((await call(once)).code, 'endpoint_not_allowed')
  await admin.request('DELETE', `/vault/keys/${key.id}`)
  assert.equal((await call(once)).code, 'key_revoked')
  assert.equal(sandbox.heard().length, 1)
})

test('two principals with one key are two calls, and neither reads the other’s answer', async () => {
  const made = await admin.request('POST', '/vault/principals', { name: 'other', role: 'operator' })
  const other = await admin.as(String(made.body['credential'])).issue({ total_usd_cap: 30 })
  const mine = await admin.issue({ total_usd_cap: 30 })
  const once = { form: charge(100), headers: under('shared-name') }
  const a = await call({ key: mine.vault_key, ...once })
  const b = await call({ key: other.vault_key, ...once })
  assert.notEqual(a.body['id'], b.body['id'])
  assert.equal(sandbox.executed().length, 2)
})

test('with idempotency_scope run, two runs with one key are two calls', async () => {
  const fields = { idempotency_scope: 'run', run_usd_cap: 30 }
  const a = await admin.issue({ ...fields, run: 'tenant-a' })
  const b = await admin.issue({ ...fields, run: 'tenant-b' })
  const once = { form: charge(100), headers: under('invoice-1') }
  await call({ key: a.vault_key, ...once })
  await call({ key: b.vault_key, ...once })
  await call({ key: a.vault_key, ...once })
  assert.equal(sandbox.executed().length, 2)
})

test('a Stripe or Resend write without a key gets one from the proxy, another for each call', async () => {
  const stripe = await admin.issue({ total_usd_cap: 30 })
  const resend = await admin.issue({ vendor: 'resend', total_usd_cap: 30 })
  await call({ key: stripe.vault_key, form: charge(100) })
  const answer = await call({ key: stripe.vault_key, form: charge(100) })
  const email = { from: 'a@b.co', to: 'x@y.co', subject: 's', html: 'h' }
  await call({ key: resend.vault_key, path: '/resend/emails', json: email })
  const keys = sentKeys()
  assert.equal(new Set(keys).size, 3)
  assert.ok(keys.every((name) => typeof name === 'string' && name !== ''))
  assert.equal(answer.headers.get('idempotency-key'), null, 'the caller sent none and is shown none')
  assert.equal(sandbox.executed().length, 3)
})

test('a retry after a release reserves anew', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 30 })
  const declined = charge(2_999, { customer: 'cus_none' })
  sandbox.order({ vendor: 'stripe', kind: 'status_before', status: 429 })
  const once = { key: vault_key, form: declined, headers: under('order-9') }
  assert.equal((await call(once)).status, 429)
  assert.equal(
    await eventually(async () => {
      const usd = await counted(id)
      assert.equal(usd, 0)
      return usd
    }),
    0,
  )
  assert.equal((await call(once)).status, 200)
  assert.equal(await counted(id), 29.99)
})

test('at Twilio a repeat of a call of unknown fate is 409 outcome_unknown; one of a settled call gets its answer, unsent', async () => {
  const { vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 30 })
  const path = '/twilio/2010-04-01/Accounts/_/Messages.json'
  const form = { To: '+14155550100', From: '+14155550101', Body: 'x' }
  sandbox.order({ vendor: 'twilio', kind: 'reset_after' })
  const once = { key: vault_key, path, form, headers: under('sms-1') }
  const lost = await call(once)
  assert.equal(lost.code, 'upstream_broken')
  assert.equal(lost.headers.get('x-should-retry'), 'false')
  const again = await call(once)
  assert.equal(again.status, 409)
  assert.equal(again.code, 'outcome_unknown')
  assert.equal(again.headers.get('x-should-retry'), 'false')
  assert.equal(sandbox.executed().length, 1)
  assert.equal(sentKeys()[0], undefined, 'the key stays in the proxy')
  const other = { ...once, headers: under('sms-2') }
  const [first, second] = [await call(other), await call(other)]
  assert.deepEqual([first.status, second.status, second.text], [201, 201, first.text])
  assert.equal(second.headers.get('keybrake-replay-of'), first.callId)
  assert.equal((await call({ ...other, form: { ...form, Body: 'y' } })).code, 'idempotency_mismatch')
  assert.equal(sandbox.executed().length, 2)
  const repeat = await row(second.callId)
  assert.deepEqual([repeat['replay_of'], repeat['cost_usd'], repeat['state']], [first.callId, 0, 'free'])
})

test('a connection with idempotency_scope connection passes keys unchanged', async () => {
  const made = await admin.request('POST', '/vault/connections', {
    name: 'plain-keys',
    vendor: 'stripe',
    secret: 'sk_test_PlainKeys0123456789',
    upstreams: { api: sandbox.urls.stripe },
    idempotency_scope: 'connection',
    correlate: false,
  })
  assert.equal(made.status, 201, made.text)
  const { vault_key } = await admin.issue({ connection: 'plain-keys', total_usd_cap: 30 })
  await call({ key: vault_key, path: `/plain-keys${CREATE}`, form: charge(100), headers: under('as-it-is') })
  assert.deepEqual(sentKeys(), ['as-it-is'])
  assert.ok(!(sandbox.heard()[0]?.body ?? '').includes('keybrake_call'), 'correlate: false adds nothing')
})

test('a Stripe write that no table lists keeps its idempotency key, the caller’s or the proxy’s', async () => {
  const { vault_key } = await admin.issue({
    allowed_endpoints: ['POST /v1/new_payments'],
    unknown_cost: { assume_usd: 1 },
    total_usd_cap: 30,
  })
  const once = { key: vault_key, path: '/stripe/v1/new_payments', form: { amount: '1' } }
  await call({ ...once, headers: under('new-1') })
  await call({ ...once, headers: under('new-1') })
  await call(once)
  const [first, second, third] = sentKeys()
  assert.ok(typeof first === 'string' && typeof third === 'string')
  assert.equal(second, first)
  assert.notEqual(third, first)
})

test('an Idempotency-Key that is no header text is refused', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 30 })
  const answer = await call({ key: vault_key, form: charge(100), headers: under('a'.repeat(300)) })
  assert.equal(answer.status, 400)
  assert.equal(answer.code, 'bad_request')
  assert.equal(sandbox.heard().length, 0)
})
