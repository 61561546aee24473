/** The audit log as people use it: every call of the product in it, found, streamed, exported and proven unchanged. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from './support/admin.ts'
import { type CallAnswer, charge, eventually, stageOnSandbox, underBrake } from './support/stage.ts'

const { sandbox, product, admin, call, row } = await stageOnSandbox()

const key = await admin.issue({ label: 'audit/a', run: 'night', run_usd_cap: 50, tags: { team: 'x' } })
const other = await admin.issue({ vendor: 'resend', total_usd_cap: 1, label: 'audit/b' })
const started = new Date(Date.now() - 1).toISOString()
const paid = await call({ key: key.vault_key, form: charge(2_999, { customer: 'cus_9' }) })
const read = await call({ key: key.vault_key, path: '/stripe/v1/balance' })
const refused = await call({ key: key.vault_key, form: charge(99_999) })
const mailed = await call({
  key: other.vault_key,
  path: '/resend/emails',
  json: { from: 'a@b.co', to: 'x@y.co', subject: 's', html: 'h' },
})
sandbox.order({ vendor: 'stripe', kind: 'reset_after' })
const lost = await call({ key: key.vault_key, form: charge(500) })
const all = [paid, read, refused, mailed, lost]
await eventually(async () => assert.equal((await row(lost.callId))['state'], 'unknown'))

const idsOf = (rows: readonly Json[]): unknown[] => rows.map((one) => one['call_id'])
const ids = (...answers: readonly CallAnswer[]): string[] => answers.map(({ callId }) => callId)

test('a call’s row has who, what, cost, outcome, budgets and ids, and the hash chain', async () => {
  const found = await row(paid.callId)
  const expected = {
    call_id: paid.callId,
    key_id: key.id,
    key_label: 'audit/a',
    run: 'night',
    tags: { team: 'x' },
    principal: 'admin',
    connection: 'stripe',
    vendor: 'stripe',
    operation: 'payment_intents.create',
    method: 'POST',
    path: '/v1/payment_intents',
    decision: 'allowed',
    code: null,
    status: 200,
    reserved_usd: 29.99,
    cost_usd: 29.99,
    amount: '2999',
    currency: 'usd',
    state: 'settled',
    count: 1,
    vendor_request_id: paid.headers.get('request-id'),
    vendor_object_id: paid.body['id'],
    replay_of: null,
    client_address: '127.0.0.1',
  }
  for (const [name, value] of Object.entries(expected)) assert.deepEqual(found[name], value, name)
  const lines = found['budgets'] as readonly Json[]
  assert.deepEqual(new Set(lines.map((line) => line['budget'])), new Set([`key:${key.id}`, 'run:night', 'stripe']))
  assert.ok(Number(found['latency_ms']) > 0 && Number(found['proxy_ms']) >= 0)
  assert.match(JSON.stringify(found['chain']), /"hash":"[^"]{20,}"/)
})

test('each filter finds its rows, newest first, and no others', async () => {
  const cases: readonly (readonly [string, readonly CallAnswer[]])[] = [
    ['label=audit/a', [lost, refused, read, paid]],
    ['label=audit/b', [mailed]],
    ['label_prefix=audit/', [lost, mailed, refused, read, paid]],
    ['run=night&decision=allowed', [lost, read, paid]],
    [`key_id=${other.id}`, [mailed]],
    ['vendor=resend', [mailed]],
    ['operation=payment_intents.create', [lost, refused, paid]],
    ['code=cap_exhausted', [refused]],
    ['state=unknown', [lost]],
    ['state=free', [read]],
    ['label=audit/a&status=429', [refused]],
    ['tag.team=x&min_usd=10', [paid]],
    [`q=${paid.body['id']}`, [paid]],
    [`q=${paid.headers.get('request-id')}`, [paid]],
    [`from=${started}`, [lost, mailed, refused, read, paid]],
    [`to=${started}`, []],
    [`from=${Math.floor(Date.parse(started) / 1000)}&label=audit/b`, [mailed]],
  ]
  for (const [query, expected] of cases) assert.deepEqual(idsOf(await admin.audit(query)), ids(...expected), query)
})

test('an unknown filter, a wrong value or a cursor of nowhere is 422 naming it', async () => {
  for (const [query, name] of [
    ['lable=a', 'lable'],
    ['decision=maybe', 'decision'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['from=yesterday', 'from'],
    ['cursor=xyz', 'cursor'],
  ]) {
    const answer = await admin.request('GET', `/vault/audit?${query}`)
    assert.equal(answer.status, 422, query)
    assert.match(answer.text, new RegExp(name ?? ''))
  }
})

test('pages walk every row once, and json, jsonl and csv hold the same', async () => {
  const seen: unknown[] = []
  let cursor: unknown = ''
  while (cursor !== null) {
    const { body } = await admin.request('GET', `/vault/audit?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
    seen.push(...idsOf(body['data'] as Json[]))
    cursor = body['next_cursor']
  }
  assert.deepEqual(seen, ids(...all.toReversed()))
  const jsonl = (await admin.request('GET', '/vault/audit?format=jsonl')).text.trim().split('\n')
  assert.deepEqual(
    jsonl.map((line) => (JSON.parse(line) as Json)['call_id']),
    seen,
  )
  const csv = (await admin.request('GET', '/vault/audit?format=csv')).text.trim().split(/\r?\n/)
  assert.match(csv[0] ?? '', /(^|,)call_id(,|$)/)
  assert.equal(csv.length, seen.length + 1)
  for (const id of seen) assert.ok(csv.some((line) => line.includes(String(id))))
})

test('admin actions are rows of their own kind; a query by call fields shows calls only', async () => {
  await underBrake(admin, { vendor: 'twilio', reason: 'drill' }, async () => undefined)
  await admin.request('POST', '/vault/budgets', { name: 'audited', total_usd_cap: 5 })
  const made = await admin.request('POST', '/vault/principals', { name: 'reader', role: 'auditor' })
  const extra = await admin.issue({ total_usd_cap: 1 })
  await admin.request('PATCH', `/vault/keys/${extra.id}`, { total_usd_cap: 2 })
  await admin.request('DELETE', `/vault/keys/${extra.id}`, { reason: 'drill over' })
  const { body } = await admin.request('GET', '/vault/audit?kind=admin&limit=1000')
  const rows = body['data'] as Json[]
  const actions = new Set(rows.map((one) => one['action']))
  for (const action of [
    'key.issued',
    'key.changed',
    'key.revoked',
    'brake.engaged',
    'brake.released',
    'budget.created',
    'principal.created',
    'connection.created',
  ])
    assert.ok(actions.has(action), `${action} is missing in ${[...actions].join(', ')}`)
  assert.ok(rows.every((one) => one['kind'] === 'admin' && one['principal'] === 'admin'))
  const revoked = rows.find((one) => one['action'] === 'key.revoked')
  assert.match(JSON.stringify(revoked), /drill over/)
  assert.ok((await admin.audit('label_prefix=audit/')).every((one) => one['kind'] === 'call'))
  const both = (await admin.request('GET', '/vault/audit?kind=all&limit=1000')).body['data'] as Json[]
  assert.equal(new Set(both.map((one) => one['kind'])).size, 2)
  assert.equal(made.status, 201)
})

test('an auditor reads everything and changes nothing; an issuer sees its own calls only', async () => {
  const roleOf = async (name: string, role: string, more: object = {}) => {
    const made = await admin.request('POST', '/vault/principals', { name, role, ...more })
    assert.equal(made.status, 201, made.text)
    return admin.as(String(made.body['credential']))
  }
  const auditor = await roleOf('eyes', 'auditor')
  assert.deepEqual(idsOf(await auditor.audit('label_prefix=audit/')), ids(...all.toReversed()))
  for (const [method, path, body] of [
    ['POST', '/vault/keys', { vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 1 }],
    ['PUT', '/vault/brake', { engaged: true, reason: 'x' }],
    ['POST', `/vault/audit/${lost.callId}/resolve`, { executed: false, reason: 'x' }],
    ['DELETE', `/vault/keys/${key.id}`, undefined],
    ['POST', '/vault/budgets', { name: 'b', total_usd_cap: 1 }],
  ] as const)
    assert.equal((await auditor.request(method, path, body)).status, 403, `${method} ${path}`)
  const issuer = await roleOf('small', 'issuer', { ceilings: { vendors: ['stripe'] } })
  const own = await issuer.issue({ total_usd_cap: 5, label: 'audit/own' })
  const call_ = await call({ key: own.vault_key, form: charge(100) })
  assert.deepEqual(idsOf(await issuer.audit('')), [call_.callId])
  assert.equal((await issuer.request('GET', `/vault/audit/${paid.callId}`)).status, 404)
  assert.equal((await issuer.request('GET', `/vault/keys/${key.id}`)).status, 404)
  assert.equal((await issuer.request('DELETE', `/vault/keys/${key.id}`)).status, 404)
  const spend = await issuer.request('GET', '/vault/spend?by=label')
  assert.doesNotMatch(spend.text, /audit\/a/)
})

test('on the node that answered, a query sees every call answered before it, with its outcome', async () => {
  const { vault_key, id } = await admin.issue({ total_usd_cap: 100 })
  for (let round = 1; round <= 20; round++) {
    const answer = await call({ key: vault_key, form: charge(1) })
    const [newest, ...rest] = await admin.audit(`key_id=${id}`)
    assert.equal(newest?.['call_id'], answer.callId)
    assert.equal(newest?.['state'], 'settled')
    assert.equal(rest.length, round - 1)
  }
})

test('spend adds up by what is asked for', async () => {
  const { body } = await admin.request('GET', '/vault/spend?by=label')
  const line = (body['data'] as Json[]).find((one) => one['group'] === 'audit/a')
  assert.deepEqual([line?.['spent_usd'], line?.['held_usd']], [29.99, 5])
})

test('the event stream tells calls, refusals and admin changes as they happen', async () => {
  const ending = new AbortController()
  const stream = await fetch(`${product.url}/vault/events`, {
    headers: { authorization: `Bearer test_admin_key_0123456789abcdef0123456789` },
    signal: ending.signal,
  })
  assert.equal(stream.status, 200)
  assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/)
  let text = ''
  const reading = (async () => {
    for await (const part of stream.body ?? []) text += Buffer.from(part).toString('utf8')
  })().catch(() => undefined)
  await eventually(async () => assert.ok(text.includes('retry:')))
  const fresh = await admin.issue({ total_usd_cap: 1, label: 'told' })
  const done = await call({ key: fresh.vault_key, form: charge(50) })
  const over = await call({ key: fresh.vault_key, form: charge(500) })
  await eventually(async () => {
    for (const told of [fresh.id, done.callId, over.callId, 'key.issued', 'cap_exhausted'])
      assert.ok(text.includes(told), told)
  })
  assert.ok(!text.includes(fresh.vault_key))
  ending.abort()
  await reading
})

test('the metrics have no secrets and no labels of keys in them, and need no credential', async () => {
  const text = await (await fetch(`${product.url}/metrics`)).text()
  assert.match(text, /keybrake_calls_total/)
  assert.doesNotMatch(text, /audit\/|night|vault_key_|cus_9/)
  assert.equal((await fetch(`${product.url}/healthz`)).status, 200)
  assert.equal((await fetch(`${product.url}/readyz`)).status, 200)
})
