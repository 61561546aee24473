/** Every refusal in its vendor's own shape, with our code, message and call id, and headers that stop an SDK's retries. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Call, charge, type CallAnswer, stageOnRecorder, underBrake } from '../support/stage.ts'
import { weight } from '../support/with-sandbox.ts'

const { upstream, admin, call, row } = await stageOnRecorder()
beforeEach(() => upstream.clear())

const WRITES: Readonly<Record<string, Omit<Call, 'key'>>> = {
  stripe: { path: '/stripe/v1/payment_intents', form: charge(100) },
  twilio: {
    path: '/twilio/2010-04-01/Accounts/_/Messages.json',
    form: { To: '+14155550100', From: '+14155550101', Body: 'x' },
  },
  resend: { path: '/resend/emails', json: { from: 'a@b.co', to: 'x@y.co', subject: 's', html: 'h' } },
}
const vendors = Object.keys(WRITES)
const write = (vendor: string, key: string, more: Partial<Call> = {}): Promise<CallAnswer> =>
  call({ key, ...WRITES[vendor], ...more })

/** Shape, headers and audit row of one refusal; the vendor heard nothing. */
async function checkShape(vendor: string, answer: CallAnswer, status: number, code: string): Promise<void> {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.code, code)
  assert.equal(answer.headers.get('stripe-should-retry'), 'false')
  assert.equal(answer.headers.get('x-should-retry'), 'false')
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
  const ours = answer.body['keybrake'] as Record<string, unknown>
  assert.equal(ours['code'], code)
  assert.equal(ours['call_id'], answer.callId)
  assert.equal(answer.body['call_id'], answer.callId)
  const { message } = answer.body
  assert.equal(ours['message'], message)
  assert.ok(typeof message === 'string' && /retry|repeat/i.test(message), 'the message says whether to retry')
  if (vendor === 'stripe') {
    const error = answer.body['error'] as Record<string, unknown>
    assert.equal(answer.body['code'], code)
    assert.equal(error['code'], code)
    assert.equal(error['message'], message)
    assert.equal(typeof error['type'], 'string')
  }
  if (vendor === 'twilio') {
    assert.ok(Number.isInteger(answer.body['code']) && Number(answer.body['code']) >= 900_000)
    assert.equal(answer.body['status'], status)
    assert.equal(typeof answer.body['more_info'], 'string')
  }
  if (vendor === 'resend') {
    assert.equal(answer.body['statusCode'], status)
    assert.equal(typeof answer.body['name'], 'string')
  }
  assert.equal(upstream.heard.length, 0)
  const recorded = await row(answer.callId)
  assert.equal(recorded['code'], code)
  assert.equal(recorded['decision'], 'refused')
  assert.equal(recorded['status'], status)
}

for (const vendor of vendors) {
  test(`${vendor}: a cap, at zero`, async () => {
    const { vault_key } = await admin.issue({ vendor, total_usd_cap: 0 })
    const answer = await write(vendor, vault_key)
    await checkShape(vendor, answer, 429, 'cap_exhausted')
    assert.equal(answer.headers.get('retry-after'), null)
    assert.equal(answer.headers.get('keybrake-remaining-usd'), '0')
  })

  test(`${vendor}: a revoked and an expired key`, async () => {
    const revoked = await admin.issue({ vendor, total_usd_cap: 5 })
    await admin.request('DELETE', `/vault/keys/${revoked.id}`)
    await checkShape(vendor, await write(vendor, revoked.vault_key), 401, 'key_revoked')
    const brief = await admin.issue({ vendor, total_usd_cap: 5, expires_in: '1s' })
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    await checkShape(vendor, await write(vendor, brief.vault_key), 401, 'key_expired')
  })

  test(`${vendor}: an endpoint, a parameter`, async () => {
    const narrow = await admin.issue({ vendor, total_usd_cap: 5, allowed_endpoints: ['GET /v1/nothing'] })
    await checkShape(vendor, await write(vendor, narrow.vault_key), 403, 'endpoint_not_allowed')
    const ruled = await admin.issue({ vendor, total_usd_cap: 5, parameters: { nowhere: { eq: 'x' } } })
    await checkShape(vendor, await write(vendor, ruled.vault_key), 403, 'parameter_not_allowed')
  })

  test(`${vendor}: the brake, for all and for this vendor`, async () => {
    const { vault_key } = await admin.issue({ vendor, total_usd_cap: 5 })
    for (const brake of [{ reason: 'fire' }, { vendor, reason: 'fire' }])
      await underBrake(admin, brake, async () => {
        const answer = await write(vendor, vault_key)
        await checkShape(vendor, answer, 403, 'brake_engaged')
        assert.match(String(answer.body['message']), /fire/)
      })
    const other = vendors.find((name) => name !== vendor)
    await underBrake(admin, { vendor: other, reason: 'elsewhere' }, async () => {
      assert.notEqual((await write(vendor, vault_key)).code, 'brake_engaged')
    })
  })
}

test('a cap’s refusal names the failing budget with least room, and its figures', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 100, daily_usd_cap: 50, hourly_usd_cap: 40 })
  assert.equal((await call({ key: vault_key, form: charge(3_500) })).status, 200)
  const { body } = await call({ key: vault_key, form: charge(501) })
  assert.equal(body['budget'], `key:${id}`)
  assert.equal(body['window'], 'hour')
  assert.equal(body['cap_usd'], 40)
  assert.equal(Number(body['spent_usd']) + Number(body['held_usd']), 35)
  assert.equal(body['requested_usd'], 5.01)
  assert.equal(body['spent_today_usd'], 35)
  assert.match(String(body['resets_at']), /^\d{4}-\d\d-\d\dT/)
  const total = await admin.issue({ total_usd_cap: 1 })
  assert.equal((await call({ key: total.vault_key, form: charge(101) })).body['resets_at'], null)
})

test('max_usd_per_call and max_calls are caps of the windows call and calls', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100, max_usd_per_call: 5, max_calls: 2 })
  const large = await call({ key: vault_key, form: charge(501) })
  assert.equal(large.code, 'cap_exhausted')
  assert.equal(large.body['window'], 'call')
  for (const cents of [500, 500]) assert.equal((await call({ key: vault_key, form: charge(cents) })).status, 200)
  const third = await call({ key: vault_key, form: charge(1) })
  assert.equal(third.code, 'cap_exhausted')
  const { window, cap_calls, calls, cap_usd, spent_usd, held_usd, requested_usd, message } = third.body
  assert.deepEqual([window, cap_calls, calls], ['calls', 2, 2])
  // As the key's live spend tells them.
  assert.deepEqual([cap_usd, spent_usd, held_usd, requested_usd], [2, 2, 0, 1])
  assert.match(String(message), /may make 2 calls/)
  assert.equal(third.headers.get('retry-after'), null)
})

test('a key issued with exhausted_status 402 answers 402 for a cap and nothing else', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 1, exhausted_status: 402, rate_limit: '2/m' })
  assert.equal((await call({ key: vault_key, form: charge(101) })).status, 402)
  assert.equal((await call({ key: vault_key, form: charge(50) })).status, 200)
  const limited = await call({ key: vault_key, form: charge(10) })
  assert.ok(limited.code === 'rate_limited' || limited.code === null, limited.text)
  if (limited.code === 'rate_limited') assert.equal(limited.status, 429)
})

test('a rate is told with Retry-After, and counts free calls too', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100, rate_limit: '2/m' })
  for (const path of ['/stripe/v1/charges', '/stripe/v1/balance'])
    assert.equal((await call({ key: vault_key, path })).status, 200)
  const limited = await call({ key: vault_key, form: charge(100) })
  assert.equal(limited.status, 429)
  assert.equal(limited.code, 'rate_limited')
  const seconds = Number(limited.headers.get('retry-after'))
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, String(seconds))
  assert.equal(limited.headers.get('stripe-should-retry'), 'false')
})

test('an operation without a cost rule is refused unless the key says otherwise, and its rows say what was assumed', async () => {
  const deny = await admin.issue({ total_usd_cap: 10 })
  const subscription = { path: '/stripe/v1/subscriptions', form: { customer: 'cus_1' } }
  assert.equal((await call({ key: deny.vault_key, ...subscription })).code, 'cost_unknown')
  assert.equal(upstream.heard.length, 0)
  const assume = await admin.issue({ total_usd_cap: 1, unknown_cost: { assume_usd: 0.6 } })
  const billed = { path: '/stripe/v1/tax/calculations', form: { currency: 'usd' } }
  const first = await call({ key: assume.vault_key, ...billed })
  assert.equal(first.code, null, first.text)
  assert.equal((await row(first.callId))['reserved_usd'], 0.6)
  assert.equal((await call({ key: assume.vault_key, ...billed })).code, 'cap_exhausted')
})

test('the checks come in their order: each later fault is told only when the earlier ones are mended', async () => {
  const key = await admin.issue({
    total_usd_cap: 1,
    allowed_endpoints: ['payment_intents.create'],
    parameters: { customer: { eq: 'cus_1' } },
    rate_limit: '1/h',
  })
  const codeOf = async (one: Partial<Call>): Promise<string | null> => (await call({ key: key.vault_key, ...one })).code
  const odd = { headers: { 'stripe-account': 'acct_9', 'x-http-method-override': 'GET' }, body: 'amount=1e9' }
  assert.equal(await codeOf({ ...odd, path: '/stripe/v1/ephemeral_keys' }), 'path_not_canonical')
  const account = { headers: { 'stripe-account': 'acct_9' }, body: 'amount=1e9' }
  await underBrake(admin, { reason: 'x' }, async () => {
    assert.equal(await codeOf({ ...account, path: '/twilio/x' }), 'brake_engaged')
  })
  assert.equal(await codeOf({ ...account, path: '/twilio/x' }), 'vendor_mismatch')
  assert.equal(await codeOf({ ...account, path: '/stripe/v1/ephemeral_keys' }), 'account_not_allowed')
  assert.equal(await codeOf({ body: 'amount=1e9', path: '/stripe/v1/ephemeral_keys' }), 'endpoint_not_allowed')
  assert.equal(await codeOf({ body: 'amount=1&amount=2', path: '/stripe/v1/refunds' }), 'endpoint_not_allowed')
  assert.equal(await codeOf({ body: 'amount=1&amount=2' }), 'ambiguous_body')
  assert.equal(await codeOf({ form: charge(1_000) }), 'parameter_not_allowed')
  const form = charge(1_000, { customer: 'cus_1' })
  assert.equal(await codeOf({ form }), 'cap_exhausted')
  assert.equal(await codeOf({ form }), 'rate_limited', 'the refusal by the cap used up the rate')
  await admin.request('DELETE', `/vault/keys/${key.id}`)
  assert.equal(await codeOf({ ...account, path: '/twilio/x' }), 'key_revoked')
  assert.equal(upstream.heard.length, 0)
})

test('a bearer that was never issued makes no audit row and counts in the metrics', async () => {
  const before = (await admin.audit('decision=refused')).length
  for (let i = 0; i < 3; i++) assert.equal((await call({ key: `vault_key_${'x'.repeat(40)}` })).status, 401)
  assert.equal((await admin.audit('decision=refused')).length, before)
  const metrics = (await admin.request('GET', '/metrics')).text
  assert.match(metrics, /unknown_bearer[a-z_]* [1-9]/)
})

test('of repeated refusals the first 100 in a minute are rows; later ones raise the count of the one whose id they carry', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 0 })
  const answers: CallAnswer[] = []
  for (let wave = 0; wave < 13; wave++)
    answers.push(...(await Promise.all(Array.from({ length: 10 }, () => call({ key: vault_key, form: charge(100) })))))
  const rows = await admin.audit(`key_id=${id}`)
  assert.equal(weight(rows), 130)
  assert.ok(rows.length >= 100 && rows.length <= 130, String(rows.length))
  const ids = new Set(rows.map((one) => one['call_id']))
  assert.ok(answers.every(({ callId }) => ids.has(callId)))
  const perMinute = new Map<string, number>()
  for (const one of rows) {
    const minute = String(one['time']).slice(0, 16)
    perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1)
  }
  assert.ok(
    [...perMinute.values()].every((count) => count <= 101),
    JSON.stringify([...perMinute]),
  )
  assert.ok(rows.length < 130 || perMinute.size > 1, 'repeats share a row')
})
