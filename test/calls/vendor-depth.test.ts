/** What Twilio and Resend operations really move, against the simulated vendors: the cap covers what they executed. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { stageOnSandbox } from '../support/stage.ts'

const { sandbox, admin, call, row } = await stageOnSandbox({ twilio: { priceAfterMs: 20 } })
beforeEach(() => sandbox.clear())

const executed = (): bigint => BigInt(sandbox.totals().twilio.added['micro_usd'] ?? '0')

test('verifications stop at the cap, which covers channel and fee of every one that succeeds', async () => {
  const open = await admin.issue({ vendor: 'twilio', allowed_endpoints: ['*'], total_usd_cap: 0.2 })
  const at = (path: string, form: Record<string, string>) =>
    call({ key: open.vault_key, path: `/twilio/verify/v2${path}`, form })
  const service = String((await at('/Services', { FriendlyName: 'shop' })).body['sid'])
  const answers = []
  for (let index = 0; index < 5; index++) {
    const To = `+1415555010${index}`
    const begun = await at(`/Services/${service}/Verifications`, { To, Channel: 'sms' })
    answers.push(begun.code ?? begun.status)
    if (begun.code !== null) continue
    const check = await at(`/Services/${service}/VerificationCheck`, { To, Code: To.slice(-6) })
    assert.equal(check.body['status'], 'approved', check.text)
    const record = await row(begun.callId)
    assert.equal(record['cost_usd'], 0.0899)
    assert.match(String(record['vendor_object_id']), /^VL/)
  }
  assert.deepEqual(answers, [201, 201, 'cap_exhausted', 'cap_exhausted', 'cap_exhausted'])
  assert.ok(executed() <= 200_000n && executed() > 0n, String(executed()))
})

test('a phone call without fixed instructions never leaves, whatever its limit', async () => {
  const { vault_key } = await admin.issue({
    vendor: 'twilio',
    allowed_endpoints: ['*'],
    total_usd_cap: 100,
    unknown_cost: 'allow',
  })
  const form = { To: '+14155550100', From: '+14155550101', Twiml: '<Response><Hangup/></Response>', TimeLimit: '60' }
  const answer = await call({ key: vault_key, path: '/twilio/2010-04-01/Accounts/_/Calls.json', form })
  assert.equal(answer.code, 'cost_unknown')
  assert.equal(sandbox.requests().twilio, 0)
})

test('a phone call whose instructions the policy fixes leaves with its bound, and counts all of it', async () => {
  const Twiml = '<Response><Hangup/></Response>'
  const { vault_key } = await admin.issue({
    vendor: 'twilio',
    allowed_endpoints: ['calls.create'],
    total_usd_cap: 0.05,
    parameters: { Twiml: { in: [Twiml] } },
  })
  const form = { To: '+14155550100', From: '+14155550101', Twiml, TimeLimit: '90' }
  const path = '/twilio/2010-04-01/Accounts/_/Calls.json'
  const answers = []
  for (let calls = 0; calls < 3; calls++) answers.push(await call({ key: vault_key, path, form }))
  assert.deepEqual(
    answers.map(({ code, status }) => code ?? status),
    [201, 'cap_exhausted', 'cap_exhausted'],
  )
  const record = await row(answers[0]?.callId ?? '')
  assert.equal(record['reserved_usd'], 0.028)
  const other = await call({ key: vault_key, path, form: { ...form, Twiml: '<Response/>' } })
  assert.equal(other.code, 'parameter_not_allowed')
  assert.equal(sandbox.requests().twilio, 1)
})

test('a number is taken only where the connection says how many months count; giving it back is free', async () => {
  const form = { PhoneNumber: '+14155550177' }
  const path = '/twilio/2010-04-01/Accounts/_/IncomingPhoneNumbers'
  const before = await admin.issue({ vendor: 'twilio', allowed_endpoints: ['*'], total_usd_cap: 5 })
  assert.equal((await call({ key: before.vault_key, path: `${path}.json`, form })).code, 'cost_unknown')
  const changed = await admin.request('PATCH', '/vault/connections/twilio', { settings: { number_months: '3' } })
  assert.equal(changed.status, 200, changed.text)
  const taken = await call({ key: before.vault_key, path: `${path}.json`, form })
  assert.equal(taken.status, 201, taken.text)
  assert.equal((await row(taken.callId))['cost_usd'], 3.45)
  const second = await call({ key: before.vault_key, path: `${path}.json`, form: { PhoneNumber: '+14155550178' } })
  assert.equal(second.code, 'cap_exhausted')
  const gone = await call({
    key: before.vault_key,
    method: 'DELETE',
    path: `${path}/${String(taken.body['sid'])}.json`,
  })
  assert.equal(gone.status, 204, gone.text)
  assert.equal(executed(), 1_150_000n)
})

test('a broadcast counts every contact that the plan allows, and never reaches more than it counts', async () => {
  const key = await admin.issue({
    vendor: 'resend',
    allowed_endpoints: ['*'],
    total_usd_cap: 0.01,
    unknown_cost: 'deny',
  })
  const at = (path: string, json: unknown) => call({ key: key.vault_key, path: `/resend${path}`, json })
  const segment = String((await at('/segments', { name: 'all' })).body['id'])
  const draft = { segment_id: segment, from: 'a@acme.com', subject: 's', text: 't' }
  assert.equal((await at('/contacts', { email: 'a@example.com' })).code, 'cost_unknown')
  assert.equal((await at('/broadcasts', { ...draft, send: true })).code, 'cost_unknown')
  const settings = { contacts_max: '5', contact_usd: '0' }
  assert.equal((await admin.request('PATCH', '/vault/connections/resend', { settings })).status, 200)
  for (const email of ['a@example.com', 'b@example.com'])
    assert.equal((await at('/contacts', { email, segments: [{ id: segment }] })).status, 201)
  const sent = await at('/broadcasts', { ...draft, send: true })
  assert.equal(sent.status, 201, sent.text)
  assert.equal((await row(sent.callId))['cost_usd'], 0.0045)
  const saved = await at('/broadcasts', draft)
  assert.equal((await at(`/broadcasts/${String(saved.body['id'])}/send`, {})).status, 200)
  assert.equal((await at('/broadcasts', { ...draft, send: true })).code, 'cap_exhausted')
  assert.equal(sandbox.totals().resend.added['emails'], '4')
})

test('pages of every product are followed inside the proxy', async () => {
  const { vault_key } = await admin.issue({ vendor: 'twilio', allowed_endpoints: ['*'], total_usd_cap: 1 })
  for (const FriendlyName of ['a', 'b', 'c'])
    await call({ key: vault_key, path: '/twilio/verify/v2/Services', form: { FriendlyName } })
  const names: string[] = []
  let path: string | null = '/twilio/verify/v2/Services?PageSize=1'
  while (path !== null) {
    const { body, text } = await call({ key: vault_key, path })
    assert.ok(!text.includes('twilio.com'), text)
    const { services, meta } = body as unknown as {
      services: { friendly_name: string }[]
      meta: { next_page_url: string | null }
    }
    names.push(...services.map(({ friendly_name }) => friendly_name))
    path =
      meta.next_page_url === null ? null : new URL(meta.next_page_url).pathname + new URL(meta.next_page_url).search
  }
  assert.deepEqual(names, ['c', 'b', 'a'])
})
