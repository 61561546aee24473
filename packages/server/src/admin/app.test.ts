import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from '@keybrake/contract'
import { routes } from './routes/all.ts'
import { type Fields, startAdmin } from './testing/start-admin.ts'

test('the document lists exactly the routes there are', async () => {
  await using admin = await startAdmin()
  const { status, body } = await admin.as('')('GET', '/openapi.json')
  assert.equal(status, 200)
  const listed = Object.entries(body.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  assert.deepEqual(listed.sort(), routes.map(({ operation: { method, path } }) => `${method} ${path}`).sort())
  assert.equal(routes.length, operations.length)
  assert.deepEqual(body.servers, [{ url: admin.url }])
})

test('every path of the document is routed: none is an unknown route', async () => {
  await using admin = await startAdmin()
  for (const { method, path, id } of operations) {
    if (id === 'streamEvents') continue
    const { body } = await admin.as('')(method, path.replaceAll(/\{\w+\}/g, 'nothing'))
    assert.notEqual(body.code, 'unknown_route', id)
  }
})

test('an unknown path is 404 and a wrong method 405, both as problems', async () => {
  await using admin = await startAdmin()
  const unknown = await admin.send('GET', '/vault/nothing')
  assert.deepEqual(
    [unknown.status, unknown.body.code, unknown.headers.get('content-type')],
    [404, 'unknown_route', 'application/problem+json'],
  )
  assert.equal((await admin.send('GET', '/vaults')).status, 404)
  const wrong = await admin.send('PUT', '/vault/keys')
  assert.deepEqual(
    [wrong.status, wrong.body.code, wrong.headers.get('allow')],
    [405, 'method_not_allowed', 'POST, GET'],
  )
})

test('a probe may ask for no body, and a call without parameters may send an empty object', async () => {
  await using admin = await startAdmin()
  for (const path of ['/healthz', '/readyz', '/metrics'])
    assert.deepEqual([(await fetch(`${admin.url}${path}`, { method: 'HEAD' })).status], [200], path)
  const { id } = (await admin.send('POST', '/vault/principals', { name: 'agents', role: 'issuer' })).body
  const rotated = (body: string) =>
    admin.send('POST', `/vault/principals/${String(id)}/rotate`, body, { 'content-type': 'application/json' })
  assert.equal((await rotated(' { } ')).status, 200)
  assert.equal((await rotated('{"x":1}')).body.code, 'bad_request')
})

test('a body is one JSON object of at most 1 MiB in UTF-8, and only where one is taken', async () => {
  await using admin = await startAdmin()
  const post = (body: string, type = 'application/json') =>
    admin.send('POST', '/vault/keys', body, { 'content-type': type })
  const codeOf = async (body: string, type?: string) => (await post(body, type)).body.code
  assert.equal(await codeOf('{'), 'bad_request')
  assert.equal(await codeOf('{"vendor":"stripe","vendor":"stripe"}'), 'bad_request')
  assert.equal(await codeOf('a=b', 'application/x-www-form-urlencoded'), 'unsupported_media_type')
  assert.equal(await codeOf('{}', 'text/plain'), 'unsupported_media_type')
  assert.equal(await codeOf(`{"label":"${'x'.repeat(1_048_576)}"}`), 'body_too_large')
  assert.equal(await codeOf('{}', 'application/json; charset=utf-8'), 'invalid_request')
  const latin = await fetch(`${admin.url}/vault/keys`, {
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    body: Buffer.from('{"label":"\xe9"}', 'latin1'),
  })
  assert.equal(latin.status, 400)
  assert.equal((await admin.send('POST', '/vault/principals/x/rotate', { a: 1 })).body.code, 'bad_request')
})

test('health and metrics need no credential, and name no key, label or secret', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', {
    vendor: 'stripe',
    total_usd_cap: 5,
    allowed_endpoints: ['*'],
    label: 'hush-hush',
  })
  admin.parts.metrics.call({
    vendor: 'stripe',
    decision: 'refused',
    code: 'cap_exhausted',
    status: 429,
    proxyMs: 1.5,
    vendorMs: null,
  })
  const open = admin.as('')
  assert.deepEqual((await open('GET', '/healthz')).body, { status: 'ok', version: '0.0.0' })
  assert.equal((await open('GET', '/readyz')).body.status, 'ready')
  const { text, headers } = await open('GET', '/metrics')
  assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  assert.match(text, /keybrake_calls_total\{vendor="stripe",decision="refused",code="cap_exhausted",status="4xx"\} 1/)
  for (const hidden of [String(key.id), 'hush-hush', 'vault_key_', 'sk_test']) assert.ok(!text.includes(hidden), hidden)
})

test('a process that stops, or a ledger that cannot commit, is not ready', async () => {
  await using admin = await startAdmin()
  admin.setStopping(true)
  const stopping = await admin.send('GET', '/readyz')
  assert.deepEqual([stopping.status, stopping.body.code], [503, 'ledger_unavailable'])
  admin.setStopping(false)
  await admin.closeStore()
  assert.equal((await admin.send('GET', '/readyz')).status, 503)
  const refused = await admin.send('POST', '/vault/keys', {})
  assert.deepEqual([refused.status, refused.body.code], [503, 'ledger_unavailable'])
  assert.equal((await admin.send('GET', '/healthz')).status, 200)
})

test('the page of the document loads nothing from elsewhere', async () => {
  await using admin = await startAdmin()
  const open = admin.as('')
  const page = await open('GET', '/docs')
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  assert.doesNotMatch(page.text, /https?:\/\//)
  for (const [, file = ''] of page.text.matchAll(/(?:src|href)="([^"]+)"/g))
    assert.equal((await open('GET', file)).status, 200, file)
  for (const file of ['nothing.js', '..%2Fpackage.json', 'package.json', 'swagger-ui.css.map'])
    assert.equal((await open('GET', `/docs/${file}`)).status, 404, file)
})

test('the vendors are listed with their operations and cost rules', async () => {
  await using admin = await startAdmin()
  const vendors = (await admin.send('GET', '/vault/vendors')).body.data as readonly Fields[]
  assert.deepEqual(
    vendors.map(({ vendor }) => vendor),
    [...admin.parts.adapters.keys()],
  )
  const stripe = vendors.find(({ vendor }) => vendor === 'stripe')
  assert.deepEqual(stripe?.added_fields, ['metadata[keybrake_call]'])
  const create = (stripe?.operations as readonly Fields[]).find(
    ({ operation }) => operation === 'payment_intents.create',
  )
  assert.deepEqual([create?.endpoint, create?.effect, create?.idempotent], ['POST /v1/payment_intents', 'write', true])
  assert.notEqual(create?.cost_rule, '')
  assert.equal(create?.money_class, 'charge')
})

test('the vendors’ rules on the wire are those of the code, each of them and no others', async () => {
  await using admin = await startAdmin()
  const vendors = (await admin.send('GET', '/vault/vendors')).body.data as readonly Fields[]
  const told = vendors.flatMap(({ vendor, operations }) =>
    (operations as readonly Fields[]).map((one) => [vendor, one.operation, one.endpoint, one.closed, one.cost_rule]),
  )
  const known = [...admin.parts.adapters.values()].flatMap(({ vendor, operations }) =>
    operations.map(({ name, endpoint, closed, costRule }) => [vendor, name, endpoint, closed, costRule]),
  )
  assert.ok(known.length > 1000)
  assert.deepEqual(told, known)
})

test('the brake shows who stopped what and why, and the call path knows before the answer', async () => {
  await using admin = await startAdmin()
  const put = (body: Fields) => admin.send('PUT', '/vault/brake', body)
  assert.deepEqual((await put({ engaged: true, reason: 'incident' })).body.engaged, true)
  assert.equal(admin.parts.brakes.engagedFor('stripe')?.reason, 'incident')
  const { body } = await admin.send('GET', '/vault/brake')
  assert.deepEqual(
    [body.engaged, body.reason, body.changed_by, body.changed_at],
    [true, 'incident', 'admin', '2026-01-31T09:00:00.000Z'],
  )
  await put({ engaged: false })
  const stripe = await put({ engaged: true, vendor: 'stripe', reason: 'only them' })
  assert.deepEqual([stripe.body.engaged, stripe.body.vendor], [true, 'stripe'])
  assert.equal(admin.parts.brakes.engagedFor('twilio'), null)
  assert.equal((await put({ engaged: true, vendor: 'strip', reason: 'x' })).status, 422)
})

test('a budget is read by name or id, changes one cap at a time, and stays while a key draws on it', async () => {
  await using admin = await startAdmin()
  const made = await admin.send('POST', '/vault/budgets', { name: 'team a', usd_cap: 5.5 })
  assert.deepEqual([made.status, made.body.name, made.body.total_usd_cap], [201, 'team a', 5.5])
  assert.equal((await admin.send('POST', '/vault/budgets', { name: 'team a', usd_cap: 1 })).body.code, 'name_taken')
  assert.equal((await admin.send('GET', '/vault/budgets/team%20a')).body.id, made.body.id)
  const changes = await Promise.all(
    [{ daily_usd_cap: 1 }, { hourly_usd_cap: 2 }, { monthly_usd_cap: 3 }].map((body) =>
      admin.send('PATCH', '/vault/budgets/team%20a', body),
    ),
  )
  assert.deepEqual(
    changes.map(({ status }) => status),
    [200, 200, 200],
  )
  const { body } = await admin.send('GET', `/vault/budgets/${made.body.id}`)
  assert.deepEqual([body.daily_usd_cap, body.hourly_usd_cap, body.monthly_usd_cap, body.total_usd_cap], [1, 2, 3, 5.5])
  const all = { daily_usd_cap: null, hourly_usd_cap: null, monthly_usd_cap: null, total_usd_cap: null }
  assert.equal((await admin.send('PATCH', '/vault/budgets/team%20a', all)).status, 422)
  const { body: key } = await admin.send('POST', '/vault/keys', {
    vendor: 'stripe',
    allowed_endpoints: ['*'],
    budgets: ['team a'],
  })
  assert.equal((await admin.send('DELETE', '/vault/budgets/team%20a')).body.code, 'in_use')
  await admin.send('DELETE', `/vault/keys/${key.id}`)
  assert.equal((await admin.send('DELETE', '/vault/budgets/team%20a')).status, 200)
  assert.equal((await admin.send('GET', '/vault/budgets/team%20a')).status, 404)
})

test('lists that are short page as well, and a cursor of nowhere is refused', async () => {
  await using admin = await startAdmin()
  for (const role of ['issuer', 'auditor', 'operator']) await admin.principal(role)
  const seen: unknown[] = []
  for (let cursor: unknown = ''; cursor !== null; ) {
    const { body } = await admin.send(
      'GET',
      `/vault/principals?limit=2${cursor === '' ? '' : `&cursor=${String(cursor)}`}`,
    )
    seen.push(...(body.data as readonly Fields[]).map(({ id }) => id))
    cursor = body.next_cursor
  }
  assert.equal(new Set(seen).size, 4)
  for (const list of ['keys', 'budgets', 'connections', 'principals', 'audit', 'vendors'])
    for (const cursor of ['%25', 'zzz', '-1', '!!']) {
      const { status, body } = await admin.send('GET', `/vault/${list}?cursor=${cursor}`)
      const [error] = (body.errors ?? []) as readonly Fields[]
      assert.deepEqual([status, error?.pointer], [422, '/cursor'], `${list} ${cursor}`)
    }
})

test('vendors are paged like any other list', async () => {
  await using admin = await startAdmin()
  const { body: all } = await admin.send('GET', '/vault/vendors?limit=1000')
  const { body: first } = await admin.send('GET', '/vault/vendors?limit=2')
  const { body: rest } = await admin.send('GET', `/vault/vendors?limit=1000&cursor=${String(first.next_cursor)}`)
  assert.equal((first.data as readonly Fields[]).length, 2)
  assert.deepEqual([...(first.data as readonly Fields[]), ...(rest.data as readonly Fields[])], all.data)
  assert.equal(rest.next_cursor, null)
})
