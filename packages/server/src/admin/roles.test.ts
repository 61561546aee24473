import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnyOperation, operations } from '@keybrake/contract'
import { makeCall } from './testing/calls.ts'
import { type Fields, startAdmin, type TestAdmin } from './testing/start-admin.ts'

const ROLES = ['operator', 'issuer', 'auditor'] as const
const KEY = { vendor: 'stripe', total_usd_cap: 10, allowed_endpoints: ['charges.create'], expires_in: '30m' }

/** Long answers that are not what this test is about. */
const STREAMS = new Set(['streamEvents'])
/** Work that is asked for, and only reads. */
const CHANGES_NOTHING = new Set(['POST /vault/audit/verify'])

const pathOf = ({ path }: AnyOperation): string => path.replaceAll(/\{\w+\}/g, 'nothing')

/** A body that no schema accepts, so that a call that is let through changes nothing. */
const bodyOf = ({ body }: AnyOperation): unknown => (body === null ? undefined : { surely_not_a_field: 1 })

test('every call that is not public: no credential, a wrong one or a vault key is 401, before anything else is said', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  for (const operation of operations) {
    if (operation.access === 'public') continue
    for (const credential of ['wrong', String(key.vault_key), ''])
      assert.equal(
        (await admin.as(credential)(operation.method, pathOf(operation), bodyOf(operation))).status,
        401,
        operation.id,
      )
  }
})

test('every call by every role: let through or 403 role_not_allowed, as the contract says', async () => {
  await using admin = await startAdmin()
  for (const role of ROLES) {
    const { send } = await admin.principal(role)
    for (const operation of operations) {
      if (operation.access === 'public' || STREAMS.has(operation.id)) continue
      const { status, body } = await send(operation.method, pathOf(operation), bodyOf(operation))
      const refused = status === 403 && body.code === 'role_not_allowed'
      assert.equal(refused, !operation.access.includes(role), `${role} ${operation.id}: ${status}`)
    }
  }
})

test('what the roles may do is what SPEC section 3 says', () => {
  const allowed = (role: (typeof ROLES)[number]) =>
    operations
      .filter(({ access }) => access !== 'public' && access.includes(role))
      .map(({ method, path }) => `${method} ${path}`)
  assert.ok(
    allowed('auditor').every((call) => call.startsWith('GET ') || CHANGES_NOTHING.has(call)),
    'an auditor changes nothing',
  )
  assert.deepEqual(
    operations
      .filter(({ method, access }) => method === 'GET' && access !== 'public' && !access.includes('auditor'))
      .map(({ id }) => id),
    [],
    'an auditor reads everything',
  )
  assert.deepEqual(
    allowed('issuer')
      .filter((call) => !call.startsWith('GET '))
      .sort(),
    ['DELETE /v1/keys/{id}', 'DELETE /vault/keys/{id}', 'POST /v1/keys', 'POST /vault/keys', 'POST /vault/keys/revoke'],
    'an issuer changes only its keys',
  )
})

test('an issuer sees only what is its own: another’s key, call or run is not there', async () => {
  await using admin = await startAdmin()
  const { send } = await admin.principal('issuer')
  const { body: theirs } = await admin.send('POST', '/vault/keys', { ...KEY, run: 'theirs' })
  const { body: mine } = await send('POST', '/vault/keys', { ...KEY, run: 'mine' })
  const theirCall = await makeCall(admin, String(theirs.id))
  const myCall = await makeCall(admin, String(mine.id))
  await admin.send('POST', '/vault/budgets', { name: 'team', usd_cap: 5 })
  const runs = (await admin.send('GET', '/vault/budgets?kind=run')).body.data as readonly Fields[]
  const theirRun = runs.find(({ name }) => name === 'run:theirs')

  for (const [method, path] of [
    ['GET', `/vault/keys/${theirs.id}`],
    ['DELETE', `/vault/keys/${theirs.id}`],
    ['DELETE', `/v1/keys/${theirs.id}`],
    ['GET', `/vault/audit/${theirCall}`],
    ['GET', `/vault/budgets/${theirRun?.id}`],
    ['GET', '/vault/budgets/team'],
  ] as const)
    assert.equal((await send(method, path)).status, 404, `${method} ${path}`)

  const ids = async (path: string, name: string) =>
    ((await send('GET', path)).body.data as readonly Fields[]).map((row) => row[name])
  assert.deepEqual(await ids('/vault/keys', 'id'), [mine.id])
  assert.deepEqual(await ids('/vault/audit', 'call_id'), [myCall])
  assert.deepEqual(await ids(`/vault/audit?key_id=${theirs.id}`, 'call_id'), [])
  assert.deepEqual(await ids('/vault/budgets', 'name'), ['run:mine'])
  assert.deepEqual(await ids('/vault/spend?by=run', 'group'), ['mine'])
  assert.doesNotMatch(
    (await send('GET', '/vault/audit?kind=all&format=csv')).text,
    new RegExp(`${theirs.id}|${theirCall}`),
  )

  for (const selector of [{ run: 'theirs' }, { vendor: 'stripe' }, { vault_key: theirs.vault_key }])
    await send('POST', '/vault/keys/revoke', selector)
  assert.equal((await admin.send('GET', `/vault/keys/${theirs.id}`)).body.status, 'active')
})

test('each ceiling is named when a key would exceed it', async () => {
  await using admin = await startAdmin()
  await admin.send('POST', '/vault/budgets', { name: 'team', usd_cap: 100 })
  await admin.send('POST', '/vault/budgets', { name: 'other', usd_cap: 100 })
  const ceilings = {
    connections: ['stripe'],
    vendors: ['stripe'],
    allowed_endpoints: ['charges.create', 'GET /v1/**'],
    parameters: { amount: { max: 5000 }, currency: { in: ['usd'] } },
    max_usd_cap: 50,
    max_ttl: '1h',
    budgets: ['team'],
    accounts: ['acct_1'],
    allow: ['observe'],
  }
  const { send } = await admin.principal('issuer', ceilings)
  await admin.send('POST', '/vault/connections', { name: 'second', vendor: 'stripe', secret: 'sk_test_2' })
  const cases: readonly (readonly [Fields, string])[] = [
    [{ vendor: undefined, connection: 'second' }, 'connections'],
    [{ allowed_endpoints: ['*'] }, 'allowed_endpoints'],
    [{ allowed_endpoints: ['charges.create', 'POST /v1/**'] }, 'allowed_endpoints'],
    [{ total_usd_cap: 50.000001 }, 'max_usd_cap'],
    [{ total_usd_cap: 5, daily_usd_cap: 51 }, 'max_usd_cap'],
    [{ total_usd_cap: undefined, budgets: ['team'] }, 'max_usd_cap'],
    [{ expires_in: 3601 }, 'max_ttl'],
    [{ budgets: ['other'] }, 'budgets'],
    [{ accounts: ['acct_2'] }, 'accounts'],
    [{ uncapped: true }, 'allow'],
    [{ unknown_cost: 'allow' }, 'allow'],
    [{ parameters: { currency: { in: ['eur'] } } }, 'parameters'],
  ]
  for (const [fields, ceiling] of cases) {
    const { status, body, text } = await send('POST', '/vault/keys', { ...KEY, ...fields })
    assert.deepEqual([status, body.code, body.ceiling], [403, 'ceiling_exceeded', ceiling], text)
  }
  const within = {
    ...KEY,
    total_usd_cap: 50,
    expires_in: '1h',
    budgets: ['team'],
    accounts: ['acct_1'],
    mode: 'observe',
    allowed_endpoints: ['GET /v1/charges/*', 'charges.create'],
  }
  const issued = await send('POST', '/vault/keys', { ...within, parameters: { amount: { max: 9000, min: 100 } } })
  assert.equal(issued.status, 201, issued.text)
  assert.deepEqual(issued.body.parameters, { amount: { max: 5000, min: 100 }, currency: { in: ['usd'] } })
})

test('an issuer without ceilings still may not ask for what must be allowed by name', async () => {
  await using admin = await startAdmin()
  const { send } = await admin.principal('issuer')
  for (const fields of [{ uncapped: true }, { mode: 'observe' }, { unknown_cost: 'allow' }, { accounts: ['acct_1'] }]) {
    const { status, body } = await send('POST', '/vault/keys', { ...KEY, ...fields })
    assert.deepEqual([status, body.code], [403, 'ceiling_exceeded'], JSON.stringify(fields))
  }
})

test('without a time to live a key of an issuer lives no longer than its ceiling', async () => {
  await using admin = await startAdmin()
  const { send } = await admin.principal('issuer', { max_ttl: '10m' })
  const { body } = await send('POST', '/vault/keys', { ...KEY, expires_in: undefined })
  assert.equal(body.expires_at, '2026-01-31T09:10:00.000Z')
})

test('issuing again never gives more: all keys of an issuer draw on its own daily budget', async () => {
  await using admin = await startAdmin()
  const { id, send } = await admin.principal('issuer', { daily_usd_cap: 15 })
  const first = await send('POST', '/vault/keys', KEY)
  const second = await send('POST', '/vault/keys', KEY)
  await makeCall(admin, String(first.body.id), { usd: 10_000_000n })
  await assert.rejects(makeCall(admin, String(second.body.id), { usd: 5_000_001n }), /cap_exhausted/)
  await makeCall(admin, String(second.body.id), { usd: 5_000_000n })
  const lines = (await send('GET', `/vault/keys/${second.body.id}`)).body.budgets as readonly Fields[]
  assert.equal(lines.find(({ budget }) => budget === `issuer:${id}`)?.remaining_usd, 0)
})

test('an issuer is held to keys per minute and to what its live keys may still spend', async () => {
  await using admin = await startAdmin()
  const ceilingOf = async (send: TestAdmin['send']) => (await send('POST', '/vault/keys', KEY)).body.ceiling
  const fast = await admin.principal('issuer', { keys_per_minute: 2 })
  assert.deepEqual(
    [await ceilingOf(fast.send), await ceilingOf(fast.send), await ceilingOf(fast.send)],
    [undefined, undefined, 'keys_per_minute'],
  )
  const rich = await admin.principal('issuer', { max_outstanding_usd: 25 })
  assert.deepEqual(
    [await ceilingOf(rich.send), await ceilingOf(rich.send), await ceilingOf(rich.send)],
    [undefined, undefined, 'max_outstanding_usd'],
  )
})

test('an issuer is told what others spend only where a cap of it limits its own calls; everyone else always', async () => {
  await using admin = await startAdmin()
  const { send } = await admin.principal('issuer')
  const { body: theirs } = await admin.send('POST', '/vault/keys', { ...KEY, total_usd_cap: 30 })
  await makeCall(admin, String(theirs.id), { usd: 20_000_000n })
  const { body: issued } = await send('POST', '/vault/keys', KEY)
  const path = `/vault/keys/${issued.id}`
  const callId = await makeCall(admin, String(issued.id), { usd: 1_000_000n })
  const listsOf = async (by: TestAdmin['send']) => {
    const { body: row } = await by('GET', `/vault/audit/${callId}`)
    const [listed] = (await by('GET', '/vault/audit')).body.data as readonly Fields[]
    const [exported] = (await by('GET', '/vault/audit?format=json')).body.data as readonly Fields[]
    const [key] = (await by('GET', '/vault/keys')).body.data as readonly Fields[]
    const lists = [(await by('GET', path)).body, key, row, { budgets: row.budgets_before }, listed, exported]
    return lists.map((each) => (each?.budgets as readonly Fields[]).map(({ kind }) => kind))
  }
  const own = [(issued.budgets as readonly Fields[]).map(({ kind }) => kind), ...(await listsOf(send))]
  for (const kinds of own) assert.deepEqual(kinds, ['key'])
  for (const kinds of await listsOf(admin.send)) assert.deepEqual(kinds, ['key', 'connection'])
  await admin.send('PATCH', '/vault/connections/stripe', { total_usd_cap: 100 })
  const lines = (await send('GET', path)).body.budgets as readonly Fields[]
  assert.deepEqual(
    lines.map(({ kind, spent_usd }) => [kind, spent_usd]),
    [
      ['key', 1],
      ['connection', 21],
    ],
  )
})

test('even an operator does not change an issuer’s key beyond the issuer’s ceilings', async () => {
  await using admin = await startAdmin()
  const { send } = await admin.principal('issuer', { max_usd_cap: 50, allowed_endpoints: ['charges.*'] })
  const { body: key } = await send('POST', '/vault/keys', KEY)
  const change = async (body: Fields) => (await admin.send('PATCH', `/vault/keys/${key.id}`, body)).body.ceiling
  assert.equal(await change({ total_usd_cap: 51 }), 'max_usd_cap')
  assert.equal(await change({ allowed_endpoints: ['*'] }), 'allowed_endpoints')
  assert.equal(await change({ total_usd_cap: 50, allowed_endpoints: ['charges.list'] }), undefined)
})

test('required budgets are drawn on by every key of the issuer; unknown ones are refused at once', async () => {
  await using admin = await startAdmin()
  await admin.send('POST', '/vault/budgets', { name: 'team', usd_cap: 5 })
  const { send } = await admin.principal('issuer', { required_budgets: ['team'] })
  const { body: key } = await send('POST', '/vault/keys', KEY)
  await assert.rejects(makeCall(admin, String(key.id), { usd: 5_000_001n }), /cap_exhausted/)
  const wrong = await admin.send('POST', '/vault/principals', {
    name: 'x',
    role: 'issuer',
    ceilings: { required_budgets: ['nowhere'] },
  })
  assert.equal(wrong.status, 422)
  for (const [ceilings, pointer] of [
    [{ vendors: ['strip'] }, '/ceilings/vendors/0'],
    [{ connections: ['x'] }, '/ceilings/connections/0'],
    [{ allowed_endpoints: ['nothing.like.it'] }, '/ceilings/allowed_endpoints/0'],
  ] as const) {
    const { status, body } = await admin.send('POST', '/vault/principals', { name: 'x', role: 'issuer', ceilings })
    assert.deepEqual([status, (body.errors as readonly Fields[])[0]?.pointer], [422, pointer])
  }
})

test('a rotated credential ends at once and its successor keeps keys and idempotency names', async () => {
  await using admin = await startAdmin()
  const { id, send } = await admin.principal('issuer')
  const header = { 'idempotency-key': 'k' }
  const { body: key } = await send('POST', '/vault/keys', KEY, header)
  const { body: rotated } = await admin.send('POST', `/vault/principals/${id}/rotate`)
  assert.equal((await send('GET', '/vault/keys')).status, 401)
  const later = admin.as(String(rotated.credential))
  assert.equal((await later('POST', '/vault/keys', KEY, header)).body.id, key.id)
})

test('deleting a principal ends its credential and its keys', async () => {
  await using admin = await startAdmin()
  const { id, send } = await admin.principal('issuer')
  const { body: key } = await send('POST', '/vault/keys', KEY)
  const deleted = await admin.send('DELETE', `/vault/principals/${id}`)
  assert.deepEqual(deleted.body.key_ids, [key.id])
  assert.equal((await send('GET', '/vault/keys')).status, 401)
  assert.equal((await admin.send('GET', `/vault/keys/${key.id}`)).body.status, 'revoked')
  assert.equal((await admin.send('GET', `/vault/principals/${id}`)).status, 404)
  for (const [method, path] of [
    ['DELETE', '/vault/principals/admin'],
    ['POST', '/vault/principals/admin/rotate'],
  ] as const)
    assert.equal((await admin.send(method, path)).body.code, 'fixed_principal')
})
