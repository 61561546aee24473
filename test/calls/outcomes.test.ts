/** What an answer proves: only a proven "nothing happened" gives a hold back; silence and contradiction keep it. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Fault } from '@keybrake/sandbox'
import type { Json } from '../support/admin.ts'
import { type Call, type CallAnswer, charge, eventually, SECRETS, stageOf, stageOnSandbox } from '../support/stage.ts'
import { startProduct } from '../support/product.ts'
import { spendLine } from '../support/with-sandbox.ts'

const { sandbox, admin, call, row } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

/** The row's state, once the outcome is recorded. */
async function stateOf(callId: string): Promise<Json> {
  return eventually(async () => {
    const found = await row(callId)
    assert.notEqual(found['state'], 'held')
    return found
  })
}

async function counters(id: string): Promise<{ spent: unknown; held: unknown }> {
  const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
  return { spent: line['spent_usd'], held: line['held_usd'] }
}

interface Expected {
  readonly status: number
  readonly code: string | null
  readonly state: string
  readonly spent: number
  readonly held: number
}

const UNKNOWN = { state: 'unknown', spent: 0, held: 10 } as const
const RELEASED = { state: 'released', spent: 0, held: 0 } as const

/** A charge of 10 USD meets each fault. */
const TABLE: readonly (readonly [string, Omit<Fault, 'vendor'>, Expected])[] = [
  ['reset before it was executed', { kind: 'reset_before' }, { status: 502, code: 'upstream_broken', ...UNKNOWN }],
  ['reset after it was executed', { kind: 'reset_after' }, { status: 502, code: 'upstream_broken', ...UNKNOWN }],
  ['an answer cut in the middle', { kind: 'cut_body' }, { status: 502, code: 'upstream_broken', ...UNKNOWN }],
  ['500 before', { kind: 'status_before', status: 500 }, { status: 500, code: null, ...UNKNOWN }],
  ['500 after', { kind: 'status_after', status: 500 }, { status: 500, code: null, ...UNKNOWN }],
  ['503 from in front of the vendor', { kind: 'status_before', status: 503 }, { status: 503, code: null, ...UNKNOWN }],
  ['200 that is no JSON', { kind: 'garbage_body' }, { status: 200, code: null, ...UNKNOWN }],
  ['200 about another amount', { kind: 'mismatch' }, { status: 200, code: null, ...UNKNOWN }],
  [
    '200 with an error inside',
    { kind: 'mismatch', body: '{"id":"pi_1","error":{"message":"x"}}' },
    { status: 200, code: null, ...UNKNOWN },
  ],
  ['302', { kind: 'status_before', status: 302 }, { status: 302, code: null, ...UNKNOWN }],
  ['400', { kind: 'status_before', status: 400 }, { status: 400, code: null, ...RELEASED }],
  [
    '400 that is none of Stripe’s',
    { kind: 'status_before', status: 400, body: '<html>bad gateway</html>' },
    { status: 400, code: null, ...UNKNOWN },
  ],
  ['401', { kind: 'status_before', status: 401 }, { status: 401, code: null, ...RELEASED }],
  ['403', { kind: 'status_before', status: 403 }, { status: 403, code: null, ...RELEASED }],
  ['408', { kind: 'status_before', status: 408 }, { status: 408, code: null, ...UNKNOWN }],
  ['409', { kind: 'status_before', status: 409 }, { status: 409, code: null, ...UNKNOWN }],
  ['425', { kind: 'status_before', status: 425 }, { status: 425, code: null, ...UNKNOWN }],
  ['429', { kind: 'status_before', status: 429 }, { status: 429, code: null, ...RELEASED }],
]

for (const [what, fault, expected] of TABLE)
  test(`a charge answered by ${what}: ${expected.state}`, async () => {
    const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
    sandbox.order({ vendor: 'stripe', ...fault })
    const answer = await call({ key: vault_key, form: charge(1_000) })
    assert.equal(answer.status, expected.status, answer.text)
    assert.equal(answer.code, expected.code)
    if (answer.code !== null)
      assert.equal(
        answer.headers.get('stripe-should-retry'),
        'false',
        'without a key of the caller’s own a repeat is another payment',
      )
    const found = await stateOf(answer.callId)
    assert.equal(found['state'], expected.state)
    assert.equal(found['cost_usd'], expected.held + expected.spent)
    assert.deepEqual(await counters(id), { spent: expected.spent, held: expected.held })
    const next = await call({ key: vault_key, form: charge(1) })
    assert.equal(next.code, expected.state === 'unknown' ? 'cap_exhausted' : null)
  })

test('success settles at the actual cost and moves it from held to spent', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
  const answer = await call({ key: vault_key, form: charge(1_000) })
  const found = await stateOf(answer.callId)
  assert.equal(found['state'], 'settled')
  assert.equal(found['vendor_object_id'], answer.body['id'])
  assert.equal(found['vendor_request_id'], answer.headers.get('request-id'))
  assert.deepEqual(await counters(id), { spent: 10, held: 0 })
})

test('a 402 that leaves a PaymentIntent stays counted until it is canceled', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
  const form = charge(1_000, { confirm: 'true', payment_method: 'pm_card_chargeDeclined' })
  const answer = await call({ key: vault_key, form })
  assert.equal(answer.status, 402)
  await stateOf(answer.callId)
  const { spent, held } = await counters(id)
  assert.equal(Number(spent) + Number(held), 10)
  assert.equal((await call({ key: vault_key, form: charge(1) })).code, 'cap_exhausted')
  const error = answer.body['error'] as { payment_intent: { id: string } }
  const path = `/stripe/v1/payment_intents/${error.payment_intent.id}/cancel`
  assert.equal((await call({ key: vault_key, method: 'POST', path })).status, 200)
  await eventually(async () => assert.deepEqual(await counters(id), { spent: 0, held: 0 }))
})

test('a 402 of an old charge leaves nothing that can be paid and is released', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
  const form = charge(1_000, { source: 'tok_chargeDeclined' })
  const answer = await call({ key: vault_key, path: '/stripe/v1/charges', form })
  assert.equal(answer.status, 402)
  assert.equal((await stateOf(answer.callId))['state'], 'released')
  assert.deepEqual(await counters(id), { spent: 0, held: 0 })
})

test('a reservation with an attempt of unknown fate is not released by a later 429 or 409', async () => {
  for (const status of [429, 409, 401, 403]) {
    const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
    const once = { key: vault_key, form: charge(1_000), headers: { 'idempotency-key': `unknown-${status}` } }
    sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
    await call(once)
    sandbox.order({ vendor: 'stripe', kind: 'status_before', status })
    assert.equal((await call(once)).status, status)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(await counters(id), { spent: 0, held: 10 }, String(status))
  }
})

test('the vendor’s status and bytes pass unchanged, its headers from a list', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 10 })
  sandbox.order({ vendor: 'stripe', kind: 'garbage_body', body: '  {"odd" :\n [1 , 2]}  ' })
  const answer = await call({ key: vault_key, form: charge(100) })
  assert.equal(answer.text, '  {"odd" :\n [1 , 2]}  ')
  assert.match(answer.headers.get('request-id') ?? '', /^req_/)
  assert.match(answer.callId, /^call_/)
  assert.equal(answer.headers.get('keybrake-remaining-usd'), '9')
})

test('each vendor: reset after sending is unknown, a plain refusal releases', async () => {
  const calls: Readonly<Record<'twilio' | 'resend', Omit<Call, 'key'>>> = {
    twilio: {
      path: '/twilio/2010-04-01/Accounts/_/Messages.json',
      form: { To: '+14155550100', From: '+14155550101', Body: 'x' },
    },
    resend: { path: '/resend/emails', json: { from: 'a@b.co', to: 'x@y.co', subject: 's', html: 'h' } },
  }
  for (const vendor of ['twilio', 'resend'] as const) {
    const { vault_key } = await admin.issue({ vendor, total_usd_cap: 10 })
    const attempt = (fault: Omit<Fault, 'vendor'>): Promise<CallAnswer> => {
      sandbox.order({ vendor, ...fault })
      return call({ key: vault_key, ...calls[vendor] })
    }
    const lost = await attempt({ kind: 'reset_after' })
    assert.equal((await stateOf(lost.callId))['state'], 'unknown', vendor)
    const refused = await attempt({ kind: 'status_before', status: 400 })
    assert.equal((await stateOf(refused.callId))['state'], 'released', vendor)
    const done = await attempt({ kind: 'delay', ms: 1 })
    assert.equal((await stateOf(done.callId))['state'], 'settled', vendor)
  }
})

test('an operator ends an unknown hold, with a reason: executed at its cost, or not executed', async () => {
  for (const [executed, spent] of [
    [true, 7],
    [false, 0],
  ] as const) {
    const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
    sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
    const lost = await call({ key: vault_key, form: charge(1_000) })
    await stateOf(lost.callId)
    const resolved = await admin.request('POST', `/vault/audit/${lost.callId}/resolve`, {
      executed,
      ...(executed ? { cost_usd: 7 } : {}),
      reason: 'looked it up in the vendor’s dashboard',
    })
    assert.equal(resolved.status, 200, resolved.text)
    assert.deepEqual(await counters(id), { spent, held: 0 })
  }
})

test('a vendor that cannot be reached: 502, nothing sent, the hold given back, a retry invited', async () => {
  await using product = await startProduct({
    // Port 1 of loopback: nothing listens there.
    env: { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: 'http://127.0.0.1:1' },
  })
  const stage = stageOf(product)
  const { id, vault_key } = await stage.admin.issue({ total_usd_cap: 10 })
  const answer = await stage.call({ key: vault_key, form: charge(1_000) })
  assert.equal(answer.status, 502)
  assert.equal(answer.code, 'upstream_unreachable')
  assert.equal(answer.headers.get('stripe-should-retry'), 'true')
  assert.match(String(answer.body['message']), /[Nn]othing was sent/)
  await eventually(async () => assert.equal((await stage.row(answer.callId))['state'], 'released'))
  const { body } = await stage.admin.request('GET', `/vault/keys/${id}`)
  assert.equal(spendLine(body, `key:${id}`, 'total')['held_usd'], 0)
})

test('a read that was sent and broke invites no SDK to repeat it by itself, and its message says that it may be', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 10 })
  for (const headers of [{}, { 'idempotency-key': 'a read needs none' }]) {
    sandbox.order({ vendor: 'stripe', kind: 'reset_before' })
    const answer = await call({ key: vault_key, path: '/stripe/v1/charges', headers })
    assert.deepEqual([answer.status, answer.code], [502, 'upstream_broken'])
    assert.deepEqual(
      [answer.headers.get('stripe-should-retry'), answer.headers.get('x-should-retry')],
      ['false', 'false'],
    )
    assert.match(String(answer.body['message']), /no money moved. Repeat it if needed./)
  }
})

test('Twilio: a price that is not yet known stays at the list’s estimate', async () => {
  const { id, vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 10 })
  const answer = await call({
    key: vault_key,
    path: '/twilio/2010-04-01/Accounts/_/Messages.json',
    form: { To: '+14155550100', From: '+14155550101', Body: 'x'.repeat(400) },
  })
  assert.equal(answer.status, 201, answer.text)
  const found = await stateOf(answer.callId)
  const { spent, held } = await counters(id)
  assert.ok(Number(spent) + Number(held) > 0)
  assert.equal(Number(spent) + Number(held), found['cost_usd'])
})
