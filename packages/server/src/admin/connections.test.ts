import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fields, startAdmin, STRIPE_SECRET } from './testing/start-admin.ts'

const NEW = { name: 'stripe-eu', vendor: 'stripe', secret: 'sk_test_other_hidden_9876' }
const KEY = { total_usd_cap: 60, allowed_endpoints: ['*'] }

const pointer = (body: Fields): string | undefined =>
  (body.errors as readonly { readonly pointer: string }[] | undefined)?.[0]?.pointer

/** The header line that calls of this connection carry. */
const credentialOf = (admin: Awaited<ReturnType<typeof startAdmin>>, name: string): string | undefined =>
  admin.parts.connections.get(name)?.credential?.[0]?.[1].reveal()

test('a connection says its mode, the age of its secret, and when the vendor last answered', async () => {
  await using admin = await startAdmin()
  const shown = async () => {
    const { mode, secret_set_at, last_success_at } = (await admin.send('GET', '/vault/connections/other')).body
    return { mode, secret_set_at, last_success_at }
  }
  await admin.send('POST', '/vault/connections', {
    name: 'other',
    vendor: 'stripe',
    secret: { secret_key: 'sk_test_1' },
  })
  const made = '2026-01-31T09:00:00.000Z'
  assert.deepEqual(await shown(), { mode: 'test', secret_set_at: made, last_success_at: null })
  admin.pass(1_000)
  await admin.send('PATCH', '/vault/connections/other', { rate_limit: '5/s' })
  assert.equal((await shown()).secret_set_at, made)
  await admin.send('PATCH', '/vault/connections/other', { secret: { secret_key: 'rk_live_1' } })
  admin.parts.connections.succeeded('other', admin.parts.clock.now())
  const later = '2026-01-31T09:00:01.000Z'
  assert.deepEqual(await shown(), { mode: 'live', secret_set_at: later, last_success_at: later })
})

test('a new connection is there for keys and calls before its making is answered', async () => {
  await using admin = await startAdmin()
  const made = await admin.send('POST', '/vault/connections', { ...NEW, daily_usd_cap: 100 })
  assert.deepEqual([made.status, made.body.has_secret, made.body.daily_usd_cap], [201, true, 100])
  assert.equal(credentialOf(admin, 'stripe-eu'), `Bearer ${NEW.secret}`)
  assert.equal((await admin.send('POST', '/vault/keys', { ...KEY, connection: 'stripe-eu' })).status, 201)
})

test('no answer, list, audit row or problem holds a secret', async () => {
  await using admin = await startAdmin()
  const texts = [
    await admin.send('POST', '/vault/connections', NEW),
    await admin.send('POST', '/vault/connections', NEW),
    await admin.send('POST', '/vault/connections', { ...NEW, name: 'Bad' }),
    await admin.send('POST', '/vault/connections', { ...NEW, vendor: 'twilio', name: 'x' }),
    await admin.send('PATCH', '/vault/connections/stripe-eu', { secret: 'sk_test_third_hidden_5555' }),
    await admin.send('GET', '/vault/connections'),
    await admin.send('GET', '/vault/connections/stripe'),
    await admin.send('GET', '/vault/audit?kind=all&format=jsonl'),
  ].map(({ text }) => text)
  for (const text of texts) assert.doesNotMatch(text, /hidden/)
  assert.ok(STRIPE_SECRET.includes('hidden'))
})

test('names that stand elsewhere in paths and hosts are refused', async () => {
  await using admin = await startAdmin()
  for (const name of [
    'vault',
    'docs',
    'metrics',
    'v1',
    'v22',
    'emails',
    'oauth',
    'verify',
    'files',
    'Stripe',
    '1a',
    'a_b',
    '',
    'a'.repeat(33),
    'twilio',
  ]) {
    const answer = await admin.send('POST', '/vault/connections', { ...NEW, name })
    assert.deepEqual([answer.status, pointer(answer.body)], [422, '/name'], name)
  }
})

test('a secret of another kind, of another vendor’s form, or incomplete is refused', async () => {
  await using admin = await startAdmin()
  const cases: readonly (readonly [Fields, string])[] = [
    [{ vendor: 'stripe', secret: 'pk_test_public' }, '/secret'],
    [{ vendor: 'stripe', secret: 'vault_key_abc' }, '/secret'],
    [{ vendor: 'stripe', secret: { api_key: 'sk_test_1' } }, '/secret/api_key'],
    [{ vendor: 'twilio', secret: 'token' }, '/secret'],
    [{ vendor: 'twilio', secret: { account_sid: 'AC1', auth_token: 'x' } }, '/secret/account_sid'],
    [{ vendor: 'twilio', secret: { account_sid: `AC${'0'.repeat(32)}` } }, '/secret/auth_token'],
    [{ vendor: 'resend', secret: 'sk_test_1' }, '/secret'],
    [{ vendor: 'stripe' }, '/secret'],
  ]
  for (const [fields, where] of cases) {
    const answer = await admin.send('POST', '/vault/connections', { name: 'x', ...fields })
    assert.deepEqual([answer.status, pointer(answer.body)], [422, where], JSON.stringify(fields))
  }
})

test('an address is a base URL, https unless it is loopback, of a product the vendor has', async () => {
  await using admin = await startAdmin()
  const put = (fields: Fields) => admin.send('POST', '/vault/connections', { ...NEW, ...fields })
  for (const upstream of [
    'http://example.com',
    'ftp://example.com',
    'https://a:b@example.com',
    'https://example.com/v1',
    'https://example.com/a//b',
    'nonsense',
  ])
    assert.equal(pointer((await put({ upstream })).body), '/upstream', upstream)
  assert.equal(pointer((await put({ upstreams: { nope: 'https://example.com' } })).body), '/upstreams/nope')
  const made = await put({ upstream: 'http://127.0.0.1:9/mock/' })
  assert.deepEqual([made.status, made.body.upstreams], [201, { api: 'http://127.0.0.1:9/mock' }])
})

test('a new address or vendor must carry the secret anew; anything else need not', async () => {
  await using admin = await startAdmin()
  const change = (body: Fields) => admin.send('PATCH', '/vault/connections/stripe', body)
  assert.equal(pointer((await change({ upstream: 'https://evil.example' })).body), '/secret')
  assert.equal(pointer((await change({ upstreams: { files: 'https://evil.example' } })).body), '/secret')
  assert.equal(
    (await change({ upstreams: { files: 'https://files.stripe.com' } })).status,
    200,
    'the vendor’s own address is no other',
  )
  assert.equal((await change({ rate_limit: '9/s', correlate: false })).status, 200)
  assert.equal(admin.parts.connections.get('stripe')?.document.correlate, false)
  const moved = await change({ upstream: 'https://eu.example', secret: 'sk_test_new_hidden' })
  assert.equal(moved.status, 200, moved.text)
  assert.equal(credentialOf(admin, 'stripe'), 'Bearer sk_test_new_hidden')
})

test('the old secret is erased from the store when a new one comes', async () => {
  await using admin = await startAdmin()
  const before = (await admin.store.registry.connection('stripe'))?.secretRef
  await admin.send('PATCH', '/vault/connections/stripe', { secret: 'sk_test_new_hidden' })
  const after = await admin.store.registry.connection('stripe')
  assert.notEqual(after?.secretRef, before)
})

test('deleting a connection revokes its keys and takes it from the call path before the answer', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', { ...KEY, vendor: 'stripe' })
  assert.equal((await admin.send('DELETE', '/vault/connections/stripe')).status, 200)
  assert.equal(admin.parts.connections.get('stripe'), undefined)
  assert.equal((await admin.send('GET', `/vault/keys/${key.id}`)).body.status, 'revoked')
  assert.equal((await admin.send('GET', '/vault/connections/stripe')).status, 404)
  assert.equal((await admin.store.registry.connection('stripe'))?.secret ?? null, null)
})

test('a real connection takes the place of a sandbox one, whose keys end', async () => {
  await using admin = await startAdmin()
  await admin.store.registry.changeConnection(
    { principalId: 'admin', at: admin.parts.clock.now(), address: null },
    'stripe',
    { sandbox: true },
  )
  const { body: key } = await admin.send('POST', '/vault/keys', { ...KEY, vendor: 'stripe' })
  const made = await admin.send('POST', '/vault/connections', { ...NEW, name: 'stripe' })
  assert.deepEqual([made.status, made.body.sandbox], [201, false], made.text)
  assert.equal((await admin.send('GET', `/vault/keys/${key.id}`)).body.status, 'revoked')
})

test('an endpoint is opened only where it is a closed one, and only with both sides’ word', async () => {
  await using admin = await startAdmin()
  const opened_endpoints = ['webhook_endpoints.create']
  const key = { ...KEY, vendor: 'stripe', opened_endpoints }
  assert.equal(
    pointer((await admin.send('PATCH', '/vault/connections/stripe', { opened_endpoints: ['charges.create'] })).body),
    '/opened_endpoints/0',
  )
  for (const line of ['GET /v1/customers', 'GET /v1/webhook_endpoints/we_1', 'GET /2010-04-01/Accounts/_/Keys.json']) {
    const { status, body } = await admin.send('PATCH', '/vault/connections/stripe', { opened_endpoints: [line] })
    assert.deepEqual([status, pointer(body)], [422, '/opened_endpoints/0'], line)
  }
  assert.equal(pointer((await admin.send('POST', '/vault/keys', key)).body), '/opened_endpoints/0')
  assert.equal((await admin.send('PATCH', '/vault/connections/stripe', { opened_endpoints })).status, 200)
  assert.equal((await admin.send('POST', '/vault/keys', key)).status, 201)
})
