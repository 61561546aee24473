import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCall } from './testing/calls.ts'
import { type Fields, startAdmin } from './testing/start-admin.ts'

const KEY = { vendor: 'stripe', total_usd_cap: 60, allowed_endpoints: ['POST /v1/payment_intents'], expires_in: '30m' }

interface Fault {
  readonly pointer: string
  readonly message: string
}

const pointers = (body: Fields): readonly string[] => (body.errors as readonly Fault[]).map(({ pointer }) => pointer)

test('an issued key answers with both names of the key and its id, what holds, and where to send calls', async () => {
  await using admin = await startAdmin()
  const { status, body, headers } = await admin.send('POST', '/vault/keys', {
    ...KEY,
    label: 'smoke',
    agent_run_label: 'smoke/1',
    max_usd_per_call: '0.000001',
  })
  assert.equal(status, 201)
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.match(String(body.vault_key), /^vault_key_/)
  assert.equal(body.token, body.vault_key)
  assert.equal(body.key_id, body.id)
  assert.equal(body.base_url, `${admin.url}/stripe`)
  assert.deepEqual(
    [
      body.status,
      body.label,
      body.run,
      body.agent_run_label,
      body.total_usd_cap,
      body.max_usd_per_call,
      body.expires_at,
    ],
    ['active', 'smoke', 'smoke/1', 'smoke/1', 60, 0.000001, '2026-01-31T09:30:00.000Z'],
  )
  const lines = body.budgets as readonly Fields[]
  assert.ok(
    lines.some(
      ({ budget, window, remaining_usd }) => budget === `key:${body.id}` && window === 'total' && remaining_usd === 60,
    ),
  )
  assert.ok(lines.some(({ budget, kind, window }) => budget === 'run:smoke/1' && kind === 'run' && window === 'total'))
})

test('the credential is shown once: reading and listing keys never show it', async () => {
  await using admin = await startAdmin()
  const issued = await admin.send('POST', '/vault/keys', KEY)
  for (const path of [`/vault/keys/${issued.body.id}`, '/vault/keys', '/v1/keys', '/vault/audit?kind=all']) {
    const { status, text } = await admin.send('GET', path)
    assert.equal(status, 200)
    assert.doesNotMatch(text, /vault_key_/)
  }
})

test('the same Idempotency-Key and body give the same key, its credential only while it is active', async () => {
  await using admin = await startAdmin()
  const again = (body: unknown) => admin.send('POST', '/vault/keys', body, { 'idempotency-key': 'job-1' })
  const first = await again(KEY)
  // Another order of members is no other body.
  const second = await again(Object.fromEntries(Object.entries(KEY).reverse()))
  assert.equal(second.status, 201)
  assert.deepEqual([second.body.id, second.body.vault_key], [first.body.id, first.body.vault_key])
  assert.equal(second.headers.get('idempotent-replayed'), 'true')
  const other = await again({ ...KEY, total_usd_cap: 61 })
  assert.deepEqual([other.status, other.body.code], [409, 'idempotency_mismatch'])
  await admin.send('DELETE', `/vault/keys/${first.body.id}`)
  const third = await again(KEY)
  assert.deepEqual(
    [third.body.id, third.body.status, third.body.vault_key, third.body.token],
    [first.body.id, 'revoked', null, null],
  )
})

test('a repeat is answered even when what it asks for is no longer possible', async () => {
  await using admin = await startAdmin()
  const header = { 'idempotency-key': 'job-1' }
  const body = { ...KEY, expires_in: undefined, expires_at: '2026-01-31T09:05:00Z' }
  const first = await admin.send('POST', '/vault/keys', body, header)
  admin.pass(600_000)
  await admin.send('DELETE', '/vault/connections/stripe')
  const again = await admin.send('POST', '/vault/keys', body, header)
  assert.deepEqual([again.status, again.body.id, again.body.vault_key], [201, first.body.id, null])
  admin.pass(86_400_000)
  assert.equal((await admin.send('POST', '/vault/keys', body, header)).status, 422, 'after a day the name is free')
})

test('an Idempotency-Key belongs to its principal', async () => {
  await using admin = await startAdmin()
  const other = await admin.principal('operator')
  const header = { 'idempotency-key': 'job-1' }
  const mine = await admin.send('POST', '/vault/keys', KEY, header)
  const theirs = await other.send('POST', '/vault/keys', KEY, header)
  assert.notEqual(theirs.body.id, mine.body.id)
  assert.notEqual(theirs.body.vault_key, mine.body.vault_key)
})

test('fifty simultaneous repeats of one issue make one key', async () => {
  await using admin = await startAdmin()
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => admin.send('POST', '/v1/keys', KEY, { 'idempotency-key': 'same' })),
  )
  assert.equal(new Set(answers.map(({ body }) => body.vault_key)).size, 1)
  assert.equal(((await admin.send('GET', '/vault/keys')).body.data as unknown[]).length, 1)
})

test('a wrong issue names each wrong field and issues nothing', async () => {
  await using admin = await startAdmin()
  const cases: readonly [Fields, string][] = [
    [{ ...KEY, vendor: 'strip' }, '/vendor'],
    [{ ...KEY, vendor: 'twilio' }, '/vendor'],
    [{ ...KEY, vendor: undefined, connection: 'nowhere' }, '/connection'],
    [{ ...KEY, total_usd_cap: undefined }, '/total_usd_cap'],
    [{ ...KEY, total_usd_cap: -1 }, '/total_usd_cap'],
    [{ ...KEY, expires_in: 'soon' }, '/expires_in'],
    [{ ...KEY, expires_in: undefined, expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [{ ...KEY, allowed_endpoints: ['POST /v1/../x'] }, '/allowed_endpoints/0'],
    [{ ...KEY, allowed_endpoints: ['GET /stripe', 'POST /stripe/v1/charges'] }, '/allowed_endpoints/1'],
    [{ ...KEY, allowed_endpoints: ['/stripe/v1/*'] }, '/allowed_endpoints/0'],
    [{ ...KEY, allowed_endpoints: ['*', 'payment_intent.create'] }, '/allowed_endpoints/1'],
    [{ ...KEY, budgets: ['nowhere'] }, '/budgets'],
    [{ ...KEY, budgets: ['issuer:prn_1'] }, '/budgets/0'],
    [{ ...KEY, opened_endpoints: ['webhook_endpoints.create'] }, '/opened_endpoints/0'],
    [{ ...KEY, opened_endpoints: ['charges.create'] }, '/opened_endpoints/0'],
    [{ ...KEY, colour: 'red' }, '/colour'],
  ]
  for (const [body, pointer] of cases) {
    const answer = await admin.send('POST', '/vault/keys', body)
    assert.equal(answer.status, 422, `${pointer}: ${answer.text}`)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    assert.ok(pointers(answer.body).includes(pointer), `${pointer}: ${answer.text}`)
  }
  assert.deepEqual((await admin.send('GET', '/vault/keys')).body.data, [])
})

test('a later key of a run shares its budget; other caps, or a closed run, are refused', async () => {
  await using admin = await startAdmin()
  const run = { ...KEY, agent_run_label: 'dagster/1' }
  const first = await admin.send('POST', '/vault/keys', run)
  const second = await admin.send('POST', '/vault/keys', run)
  await makeCall(admin, String(first.body.id), { usd: 29_990_000n })
  const shown = await admin.send('GET', `/vault/keys/${second.body.id}`)
  const line = (shown.body.budgets as readonly Fields[]).find(
    ({ budget, window }) => budget === 'run:dagster/1' && window === 'total',
  )
  assert.deepEqual([line?.spent_usd, line?.remaining_usd], [29.99, 30.01])
  const mismatch = await admin.send('POST', '/vault/keys', { ...run, total_usd_cap: 61 })
  assert.deepEqual([mismatch.status, mismatch.body.code], [409, 'run_cap_mismatch'])
  const revoked = await admin.send('POST', '/vault/keys/revoke', { agent_run_id: 'dagster/1' })
  assert.deepEqual(
    [revoked.body.revoked, new Set(revoked.body.key_ids as string[])],
    [2, new Set([first.body.id, second.body.id])],
  )
  const closed = await admin.send('POST', '/vault/keys', run)
  assert.deepEqual([closed.status, closed.body.code], [409, 'run_closed'])
})

test('a shared budget with a cap is cap enough, and uncapped needs no cap', async () => {
  await using admin = await startAdmin()
  const bare = { ...KEY, total_usd_cap: undefined }
  await admin.send('POST', '/vault/budgets', { name: 'team', monthly_usd_cap: 100 })
  assert.equal((await admin.send('POST', '/vault/keys', { ...bare, budgets: ['team'] })).status, 201)
  assert.equal((await admin.send('POST', '/vault/keys', { ...bare, uncapped: true })).status, 201)
})

test('limits that a key leaves open are the connection’s', async () => {
  await using admin = await startAdmin()
  await admin.send('PATCH', '/vault/connections/stripe', {
    rate_limit: '5/s',
    max_usd_per_call: 7,
    max_concurrent_calls: 3,
  })
  const { body } = await admin.send('POST', '/vault/keys', { ...KEY, max_concurrent_calls: 9 })
  assert.deepEqual([body.rate_limit, body.max_usd_per_call, body.max_concurrent_calls], ['5/s', 7, 9])
})

test('a change shows at once; what it does not name stays; a key is never left without a cap', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', { ...KEY, label: 'old' })
  const path = `/vault/keys/${key.id}`
  const changed = await admin.send('PATCH', path, {
    daily_usd_cap: 5.5,
    label: 'new',
    allowed_endpoints: ['charges.*'],
    expires_in: '2h',
    max_calls: 10,
  })
  assert.equal(changed.status, 200, changed.text)
  const { body } = await admin.send('GET', path)
  assert.deepEqual(
    [body.daily_usd_cap, body.total_usd_cap, body.label, body.allowed_endpoints, body.expires_at, body.max_calls],
    [5.5, 60, 'new', ['charges.*'], '2026-01-31T11:00:00.000Z', 10],
  )
  assert.equal((await admin.send('PATCH', path, { daily_usd_cap: null, max_calls: null })).body.max_calls, null)
  assert.deepEqual(pointers((await admin.send('PATCH', path, { total_usd_cap: null })).body), ['/total_usd_cap'])
  assert.deepEqual(pointers((await admin.send('PATCH', path, { allowed_endpoints: ['nope nope'] })).body), [
    '/allowed_endpoints/0',
  ])
})

test('two changes at once both take hold', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const path = `/vault/keys/${key.id}`
  const changes = [{ daily_usd_cap: 1 }, { hourly_usd_cap: 2 }, { monthly_usd_cap: 3 }, { label: 'x' }]
  const answers = await Promise.all(changes.map((change) => admin.send('PATCH', path, change)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  const { body } = await admin.send('GET', path)
  assert.deepEqual(
    [body.daily_usd_cap, body.hourly_usd_cap, body.monthly_usd_cap, body.label, body.total_usd_cap],
    [1, 2, 3, 'x', 60],
  )
})

test('revoking is idempotent, keeps its first reason, and ends changes', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const path = `/vault/keys/${key.id}`
  const first = await admin.send('DELETE', path, { reason: 'leaked' })
  assert.deepEqual([first.status, first.body.status, first.body.reason], [200, 'revoked', 'leaked'])
  admin.pass(1000)
  const second = await admin.send('DELETE', `/v1/keys/${key.id}`)
  assert.deepEqual([second.status, second.body.reason, second.body.revoked_at], [200, 'leaked', first.body.revoked_at])
  const changed = await admin.send('PATCH', path, { total_usd_cap: 1 })
  assert.deepEqual([changed.status, changed.body.code], [409, 'key_revoked'])
})

test('each selector revokes what it names and nothing else', async () => {
  await using admin = await startAdmin()
  await admin.send('POST', '/vault/budgets', { name: 'team', usd_cap: 100 })
  const issue = async (fields: Fields) => (await admin.send('POST', '/vault/keys', { ...KEY, ...fields })).body
  const selectors: readonly (readonly [Fields, (key: Fields) => Fields])[] = [
    [{ label: 'job-1' }, () => ({ label: 'job-1' })],
    [{ label: 'nightly-7' }, () => ({ label_prefix: 'nightly-' })],
    [{ budgets: ['team'] }, () => ({ budget: 'team' })],
    [{ label: 'mine' }, (key) => ({ vault_key: key.vault_key })],
  ]
  const bystander = await issue({ label: 'job-10' })
  for (const [fields, selector] of selectors) {
    const key = await issue(fields)
    const { status, body } = await admin.send('POST', '/vault/keys/revoke', selector(key))
    assert.deepEqual([status, body.key_ids], [200, [key.id]])
  }
  assert.equal((await admin.send('GET', `/vault/keys/${bystander.id}`)).body.status, 'active')
  assert.deepEqual((await admin.send('POST', '/vault/keys/revoke', { vendor: 'stripe' })).body.key_ids, [bystander.id])
  assert.deepEqual(pointers((await admin.send('POST', '/vault/keys/revoke', { vault_key: 'vault_key_x' })).body), [
    '/vault_key',
  ])
})

test('the list filters, and pages through every key once, newest first', async () => {
  await using admin = await startAdmin()
  const ids: unknown[] = []
  for (let i = 0; i < 7; i++) {
    ids.unshift((await admin.send('POST', '/vault/keys', { ...KEY, label: i % 2 === 0 ? 'even' : 'odd' })).body.id)
    admin.pass(10)
  }
  const seen: unknown[] = []
  for (let cursor: unknown = ''; cursor !== null; ) {
    const page = await admin.send('GET', `/vault/keys?limit=3${cursor === '' ? '' : `&cursor=${String(cursor)}`}`)
    seen.push(...(page.body.data as readonly Fields[]).map(({ id }) => id))
    cursor = page.body.next_cursor
  }
  assert.deepEqual(seen, ids)
  const odd = await admin.send('GET', '/vault/keys?label=odd&status=active&vendor=stripe')
  assert.equal((odd.body.data as unknown[]).length, 3)
  admin.pass(3_600_000)
  assert.deepEqual((await admin.send('GET', '/vault/keys?status=active')).body.data, [])
  assert.equal(((await admin.send('GET', '/vault/keys?status=expired')).body.data as unknown[]).length, 7)
})
