/** A call fits all of its budgets or none: windows, runs, named budgets, connections and issuers, through the API. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Admin, type AdminAnswer, adminOf } from './support/admin.ts'
import { charge, eventually, stageOnSandbox } from './support/stage.ts'
import { spendLine } from './support/with-sandbox.ts'

const { sandbox, product, admin, call } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

const spend = async (key: string, cents: number): Promise<string> =>
  (await call({ key, form: charge(cents) })).code ?? 'ok'
const linesOf = async (id: string, budget: string, window: string) =>
  spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, budget, window)

function assertFault(answer: AdminAnswer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.body['code'], code)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
}

async function issuer(name: string, ceilings: object): Promise<Admin> {
  const made = await admin.request('POST', '/vault/principals', { name, role: 'issuer', ceilings })
  assert.equal(made.status, 201, made.text)
  return adminOf(product.url, String(made.body['credential']))
}

test('equal to the cap is admitted, one cent above is not, in each window', async () => {
  for (const cap of ['hourly_usd_cap', 'daily_usd_cap', 'monthly_usd_cap', 'total_usd_cap']) {
    const { vault_key } = await admin.issue({ [cap]: 10 })
    assert.equal(await spend(vault_key, 1_001), 'cap_exhausted', cap)
    assert.equal(await spend(vault_key, 1_000), 'ok', cap)
    assert.equal(await spend(vault_key, 1), 'cap_exhausted', cap)
  }
})

test('windows are counted from the moment of issue: 24 hours, one hour, 30 days, and none for the total', async () => {
  const issued = await admin.issue({ hourly_usd_cap: 1, daily_usd_cap: 2, monthly_usd_cap: 3, total_usd_cap: 4 })
  const at = Date.parse(String(issued['created_at']))
  const hours = { hour: 1, day: 24, month: 720 }
  for (const [window, length] of Object.entries(hours)) {
    const line = await linesOf(issued.id, `key:${issued.id}`, window)
    assert.equal(Date.parse(String(line['resets_at'])), at + length * 3_600_000, window)
  }
  assert.equal((await linesOf(issued.id, `key:${issued.id}`, 'total'))['resets_at'], null)
})

test('a calendar day of a time zone resets at its midnight', async () => {
  const timezone = 'America/New_York'
  const issued = await admin.issue({ daily_usd_cap: 5, daily_reset: 'midnight', timezone })
  const line = await linesOf(issued.id, `key:${issued.id}`, 'day')
  const midnight = new Date(String(line['resets_at']))
  const local = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeStyle: 'medium', hourCycle: 'h23' })
  assert.equal(local.format(midnight), '00:00:00')
  assert.ok(midnight.getTime() > Date.now() && midnight.getTime() < Date.now() + 25 * 3_600_000)
})

test('all keys of a run share its budget, whoever asks for the next one', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => admin.issue({ run: 'crowd', run_usd_cap: 10 })))
  await Promise.all(keys.flatMap(({ vault_key }) => Array.from({ length: 5 }, () => spend(vault_key, 100))))
  assert.equal(sandbox.executed().length, 10)
  const lines = await Promise.all(keys.map(({ id }) => linesOf(id, 'run:crowd', 'total')))
  assert.ok(lines.every((line) => line['spent_usd'] === 10))
})

test('a run keeps the caps of its first key: others are 409 run_cap_mismatch', async () => {
  await admin.issue({ run: 'fixed', run_usd_cap: 10 })
  const fields = { vendor: 'stripe', allowed_endpoints: ['*'], run: 'fixed' }
  assertFault(await admin.request('POST', '/vault/keys', { ...fields, run_usd_cap: 20 }), 409, 'run_cap_mismatch')
  assertFault(await admin.request('POST', '/vault/keys', { ...fields, daily_usd_cap: 10 }), 409, 'run_cap_mismatch')
})

test('a patched key changes that key alone; the run’s other keys keep their room', async () => {
  const [one, two] = [
    await admin.issue({ run: 'pair', run_usd_cap: 10 }),
    await admin.issue({ run: 'pair', run_usd_cap: 10 }),
  ]
  assert.equal((await admin.request('PATCH', `/vault/keys/${one.id}`, { total_usd_cap: 1 })).status, 200)
  assert.equal(await spend(one.vault_key, 101), 'cap_exhausted')
  assert.equal(await spend(two.vault_key, 900), 'ok')
  assert.equal((await admin.request('PATCH', `/vault/keys/${one.id}`, { total_usd_cap: 1_000 })).status, 200)
  assert.equal(await spend(one.vault_key, 101), 'cap_exhausted', 'a key’s larger cap does not raise the run’s')
})

test('revoking by run closes it: keys end, and issuing under its label is 409 run_closed', async () => {
  const keys = [
    await admin.issue({ run: 'shut', run_usd_cap: 10 }),
    await admin.issue({ run: 'shut', run_usd_cap: 10 }),
  ]
  const { body } = await admin.request('POST', '/vault/keys/revoke', { run: 'shut', reason: 'done' })
  assert.equal(body['revoked'], 2)
  assert.deepEqual(new Set(body['key_ids'] as string[]), new Set(keys.map(({ id }) => id)))
  for (const { vault_key } of keys) assert.equal(await spend(vault_key, 1), 'key_revoked')
  const again = { vendor: 'stripe', allowed_endpoints: ['*'], run: 'shut', run_usd_cap: 10 }
  assertFault(await admin.request('POST', '/vault/keys', again), 409, 'run_closed')
})

test('run_budget none tags without sharing', async () => {
  const fields = { run: 'tagged', run_budget: 'none', total_usd_cap: 10 }
  const [one, two] = [await admin.issue(fields), await admin.issue(fields)]
  assert.equal(await spend(one.vault_key, 1_000), 'ok')
  assert.equal(await spend(two.vault_key, 1_000), 'ok')
  assert.equal((await admin.audit('run=tagged')).length, 2)
})

test('two principals with one run label have two runs', async () => {
  const other = await issuer('second-runner', { vendors: ['stripe'], max_usd_cap: 50 })
  const mine = await admin.issue({ run: 'same-label', run_usd_cap: 10 })
  const theirs = await other.issue({ run: 'same-label', run_usd_cap: 20 })
  assert.equal(await spend(mine.vault_key, 1_000), 'ok')
  assert.equal(await spend(theirs.vault_key, 2_000), 'ok')
})

test('a named budget holds for every key that draws on it, and its change for the next call', async () => {
  const made = await admin.request('POST', '/vault/budgets', { name: 'marketing', daily_usd_cap: 20 })
  assert.equal(made.status, 201, made.text)
  const path = `/vault/budgets/${made.body['id']}`
  const [one, two] = [
    await admin.issue({ budgets: ['marketing'] }),
    await admin.issue({ budgets: ['marketing'], total_usd_cap: 100 }),
  ]
  assert.equal(await spend(one.vault_key, 1_500), 'ok')
  const refused = await call({ key: two.vault_key, form: charge(501) })
  assert.equal(refused.body['budget'], 'marketing')
  assert.equal(refused.body['window'], 'day')
  assert.equal((await admin.request('PATCH', path, { daily_usd_cap: 30 })).status, 200)
  assert.equal(await spend(two.vault_key, 501), 'ok')
  assert.equal((await admin.request('PATCH', path, { daily_usd_cap: 5 })).status, 200)
  assert.equal(await spend(one.vault_key, 1), 'cap_exhausted')
  const { body } = await admin.request('GET', path)
  const line = spendLine(body, 'marketing', 'day')
  assert.equal(line['spent_usd'], 20.01, 'a change never lowers what the window counts')
  assert.equal(line['remaining_usd'], 0)
})

test('a cap added later counts what was spent before it', async () => {
  const made = await admin.request('POST', '/vault/budgets', { name: 'late-cap', total_usd_cap: 100 })
  const { vault_key } = await admin.issue({ budgets: ['late-cap'] })
  await spend(vault_key, 900)
  await admin.request('PATCH', `/vault/budgets/${made.body['id']}`, { hourly_usd_cap: 10 })
  assert.equal(await spend(vault_key, 101), 'cap_exhausted')
  assert.equal(await spend(vault_key, 100), 'ok')
})

test('a budget is deleted only when no live key draws on it and no hold is open; its name goes on with its counters', async () => {
  const made = await admin.request('POST', '/vault/budgets', { name: 'reused', total_usd_cap: 10 })
  const path = `/vault/budgets/${made.body['id']}`
  const key = await admin.issue({ budgets: ['reused'] })
  sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
  const lost = await call({ key: key.vault_key, form: charge(600) })
  assert.equal((await admin.request('DELETE', path)).status, 409, 'a live key')
  await admin.request('DELETE', `/vault/keys/${key.id}`)
  assert.equal((await admin.request('DELETE', path)).status, 409, 'an open hold')
  const word = { executed: true, cost_usd: 6, reason: 'seen in the dashboard' }
  await eventually(async () => {
    const resolved = await admin.request('POST', `/vault/audit/${lost.callId}/resolve`, word)
    assert.equal(resolved.status, 200, resolved.text)
  })
  assert.equal((await admin.request('DELETE', path)).status, 200)
  const unknown = { vendor: 'stripe', allowed_endpoints: ['*'], budgets: ['reused'] }
  assert.equal((await admin.request('POST', '/vault/keys', unknown)).status, 422)
  assert.equal((await admin.request('POST', '/vault/budgets', { name: 'reused', total_usd_cap: 10 })).status, 201)
  const next = await admin.issue({ budgets: ['reused'] })
  assert.equal(await spend(next.vault_key, 401), 'cap_exhausted')
  assert.equal(await spend(next.vault_key, 400), 'ok')
})

test('a key without any cap is refused at issue, unless an operator says uncapped', async () => {
  const bare = { vendor: 'stripe', allowed_endpoints: ['*'] }
  const refused = await admin.request('POST', '/vault/keys', bare)
  assert.equal(refused.status, 422)
  assert.equal((await admin.request('POST', '/vault/keys', { ...bare, uncapped: true })).status, 201)
  const other = await issuer('no-uncapped', { vendors: ['stripe'] })
  assertFault(await other.request('POST', '/vault/keys', { ...bare, uncapped: true }), 403, 'ceiling_exceeded')
})

test('a connection’s caps hold over all of its keys', async () => {
  const made = await admin.request('POST', '/vault/connections', {
    name: 'capped',
    vendor: 'stripe',
    secret: 'sk_test_CappedAccount0123456789',
    upstreams: { api: sandbox.urls.stripe },
    daily_usd_cap: 10,
  })
  assert.equal(made.status, 201, made.text)
  const keys = [
    await admin.issue({ connection: 'capped', total_usd_cap: 50 }),
    await admin.issue({ connection: 'capped', total_usd_cap: 50 }),
  ]
  const on = async (key: string, cents: number) =>
    call({ key, path: '/capped/v1/payment_intents', form: charge(cents) })
  assert.equal((await on(keys[0]?.vault_key ?? '', 600)).status, 200)
  const refused = await on(keys[1]?.vault_key ?? '', 401)
  assert.equal(refused.code, 'cap_exhausted')
  assert.equal(refused.body['window'], 'day')
  assert.equal((await on(keys[1]?.vault_key ?? '', 400)).status, 200)
})

test('an issuer’s own daily budget holds over all keys it issues: issuing again never gives more', async () => {
  const shop = await issuer('daily-shop', { vendors: ['stripe'], daily_usd_cap: 10 })
  const keys = [
    await shop.issue({ total_usd_cap: 8 }),
    await shop.issue({ total_usd_cap: 8 }),
    await shop.issue({ total_usd_cap: 8 }),
  ]
  assert.equal(await spend(keys[0]?.vault_key ?? '', 800), 'ok')
  assert.equal(await spend(keys[1]?.vault_key ?? '', 201), 'cap_exhausted')
  assert.equal(await spend(keys[2]?.vault_key ?? '', 200), 'ok')
  assert.equal(await spend((await shop.issue({ total_usd_cap: 8 })).vault_key, 1), 'cap_exhausted')
})

test('deleting a principal revokes the keys it issued', async () => {
  const made = await admin.request('POST', '/vault/principals', {
    name: 'leaver',
    role: 'issuer',
    ceilings: { vendors: ['stripe'] },
  })
  const key = await adminOf(product.url, String(made.body['credential'])).issue({ total_usd_cap: 10 })
  assert.equal(await spend(key.vault_key, 1), 'ok')
  assert.equal((await admin.request('DELETE', `/vault/principals/${made.body['id']}`)).status, 200)
  assert.equal(await spend(key.vault_key, 1), 'key_revoked')
})

test('a patched allowlist is in force for the next call', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
  assert.equal(await spend(vault_key, 1), 'ok')
  await admin.request('PATCH', `/vault/keys/${id}`, { allowed_endpoints: ['GET /v1/charges'] })
  assert.equal(await spend(vault_key, 1), 'endpoint_not_allowed')
})

test('money is exact: micro-USD caps, six decimals, caps down, and no drift over many small calls', async () => {
  const { id, vault_key, ...shown } = await admin.issue({ total_usd_cap: '0.3000009' })
  assert.equal(shown['total_usd_cap'], 0.3)
  for (let n = 0; n < 30; n++) assert.equal(await spend(vault_key, 1), 'ok')
  assert.equal(await spend(vault_key, 1), 'cap_exhausted')
  await eventually(async () => assert.equal((await linesOf(id, `key:${id}`, 'total'))['spent_usd'], 0.3))
})

test('all budgets or none: a call that one budget refuses leaves no trace in the others', async () => {
  await admin.request('POST', '/vault/budgets', { name: 'wide', total_usd_cap: 1_000 })
  await admin.request('POST', '/vault/budgets', { name: 'narrow', total_usd_cap: 1 })
  const { id, vault_key } = await admin.issue({ budgets: ['wide', 'narrow'], run: 'all-or-none', run_usd_cap: 500 })
  await Promise.all(Array.from({ length: 20 }, () => spend(vault_key, 101)))
  for (const budget of ['wide', 'narrow', 'run:all-or-none']) {
    const line = await linesOf(id, budget, 'total')
    assert.deepEqual([line['spent_usd'], line['held_usd']], [0, 0], budget)
  }
})

test('a connection with an open hold is not deleted', async () => {
  const made = await admin.request('POST', '/vault/connections', {
    name: 'held',
    vendor: 'stripe',
    secret: 'sk_test_HeldAccount0123456789',
    upstreams: { api: sandbox.urls.stripe },
  })
  assert.equal(made.status, 201, made.text)
  const key = await admin.issue({ connection: 'held', total_usd_cap: 10 })
  sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
  const lost = await call({ key: key.vault_key, path: '/held/v1/payment_intents', form: charge(100) })
  assert.equal((await admin.request('DELETE', '/vault/connections/held')).status, 409)
  await eventually(async () => {
    const word = { executed: false, reason: 'not in the dashboard' }
    assert.equal((await admin.request('POST', `/vault/audit/${lost.callId}/resolve`, word)).status, 200)
  })
  assert.equal((await admin.request('DELETE', '/vault/connections/held')).status, 200)
  assert.equal((await call({ key: key.vault_key, path: '/held/v1/payment_intents', form: charge(100) })).status, 401)
})
