/** How a call finds its connection: by path, by host, by key, in this order; and what answers where none is found. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { ADMIN_KEY } from '../support/product.ts'
import { rawRequest, sendRaw } from '../support/raw.ts'
import { charge, SECRETS, stageOnRecorder } from '../support/stage.ts'

const { upstream, product, admin, call, raw } = await stageOnRecorder()
beforeEach(() => upstream.clear())

const key = (await admin.issue({ total_usd_cap: 1_000 })).vault_key
const twilioKey = (await admin.issue({ vendor: 'twilio', total_usd_cap: 1_000, unknown_cost: 'allow' })).vault_key
const resendKey = (await admin.issue({ vendor: 'resend', total_usd_cap: 1_000 })).vault_key
const form = 'amount=100&currency=usd'

const byHost = (host: string, target: string, bearer = key, method = 'POST', body = form) =>
  sendRaw(
    product.port,
    rawRequest(
      [
        `${method} ${target} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: close',
        `Authorization: Bearer ${bearer}`,
        ...(body === '' ? [] : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`]),
      ],
      body,
    ),
  )

test('by path: the connection’s name goes, the vendor’s path stays', async () => {
  assert.equal((await call({ key, form: charge(100) })).status, 200)
  assert.deepEqual(
    upstream.heard.map(({ method, url }) => `${method} ${url}`),
    ['POST /v1/payment_intents'],
  )
})

test('by path: a version doubled by an SDK is sent once', async () => {
  assert.equal((await call({ key, path: '/stripe/v1/v1/payment_intents', form: charge(100) })).status, 200)
  assert.equal(upstream.heard[0]?.url, '/v1/payment_intents')
})

test('by host: the first label names the connection, with any port and in any case', async () => {
  const hosts = ['stripe.localhost', `stripe.localhost:${product.port}`, 'STRIPE.example.com', 'stripe.my_host.:']
  for (const host of hosts) assert.equal((await byHost(host, '/v1/payment_intents')).status, 200, host)
  assert.equal(upstream.heard.length, hosts.length)
})

test('by host: a product label may stand before the connection', async () => {
  const answer = await byHost('lookups.twilio.localhost', '/v2/PhoneNumbers/+14155550100', twilioKey, 'GET', '')
  assert.equal(answer.status, 200, answer.body)
  assert.equal(upstream.heard[0]?.url, '/v2/PhoneNumbers/+14155550100')
})

test('by host: there is no admin API under a connection’s host', async () => {
  for (const path of ['/vault/keys', '/healthz', '/metrics', '/v1/keys', '/openapi.json']) {
    const answer = await byHost('stripe.localhost', path, ADMIN_KEY, 'GET', '')
    assert.equal(answer.status, 401, `${path}: ${answer.body}`)
    assert.equal(answer.headers.get('keybrake-code'), 'invalid_key')
  }
})

test('by host and path: a connection’s host is stronger than a connection’s name in the path', async () => {
  const answer = await byHost('stripe.localhost', '/twilio/2010-04-01/Accounts/_/Messages.json')
  assert.equal(answer.status, 404)
  assert.equal(answer.headers.get('keybrake-code'), 'unknown_route')
  assert.equal(upstream.heard.length, 0)
})

test('by key: a vendor’s own path at the root goes to the key’s connection', async () => {
  assert.equal((await call({ key, path: '/v1/payment_intents', form: charge(100) })).status, 200)
  assert.equal((await call({ key: twilioKey, path: '/2010-04-01/Accounts/_/Messages.json' })).status, 200)
  assert.equal((await call({ key: resendKey, path: '/emails/em_1' })).status, 200)
  assert.deepEqual(
    upstream.heard.map(({ url }) => url),
    ['/v1/payment_intents', `/2010-04-01/Accounts/${SECRETS.twilioSid}/Messages.json`, '/emails/em_1'],
  )
})

test('/v1/keys is the admin API for an admin credential, and a proxied call for a vault key', async () => {
  const issued = await admin.request('POST', '/v1/keys', {
    vendor: 'stripe',
    allowed_endpoints: ['*'],
    total_usd_cap: 1,
    expires_in: '5m',
  })
  assert.equal(issued.status, 201)
  assert.equal((await admin.request('GET', '/v1/keys')).status, 200)
  const proxied = await call({ key, path: '/v1/keys' })
  assert.equal(proxied.status, 403, 'no known Stripe endpoint: only an entry that spells it out allows it')
  assert.equal(proxied.code, 'endpoint_not_allowed')
  assert.equal((await admin.request('DELETE', `/v1/keys/${issued.body['id']}`)).status, 200)
  assert.equal(upstream.heard.length, 0)
})

test('a vault key opens nothing of the admin API', async () => {
  for (const path of ['/vault/keys', '/vault/audit', '/vault/connections', '/vault/brake'])
    assert.equal((await call({ key, path })).status, 401, path)
})

test('a key used on another connection’s path is refused, in its own vendor’s shape, and audited', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 1, label: 'astray' })
  const answer = await call({ key: vault_key, path: '/resend/emails', json: {} })
  assert.equal(answer.status, 403)
  assert.equal(answer.code, 'vendor_mismatch')
  assert.equal(typeof answer.body['error'], 'object')
  const [row] = await admin.audit('label=astray')
  assert.equal(row?.['code'], 'vendor_mismatch')
  assert.equal(upstream.heard.length, 0)
})

test('without a known key the answer is 401 in the shape of the vendor whose roots hold the path', async () => {
  const shapes = { '/v1/charges': 'error', '/2010-04-01/Accounts/_/Calls.json': 'more_info', '/emails': 'statusCode' }
  for (const [path, field] of Object.entries(shapes)) {
    const answer = await call({ key: 'sk_live_not_ours', path })
    assert.equal(answer.status, 401)
    assert.equal(answer.code, 'invalid_key')
    assert.ok(field in answer.body, `${path}: ${answer.text}`)
  }
  const none = await sendRaw(product.port, rawRequest(['GET /v1/charges HTTP/1.1', 'Host: x', 'Connection: close']))
  assert.equal(none.headers.get('keybrake-code'), 'missing_key')
})

test('an admin credential on a path of nobody is told that there is no such route', async () => {
  const answer = await call({ key: ADMIN_KEY, path: '/v1/payment_intents', form: charge(100) })
  assert.equal(answer.status, 404)
  assert.equal(answer.code, 'unknown_route')
  assert.equal(upstream.heard.length, 0)
})

test('the key comes as Bearer, as Basic user at Stripe, as Basic password at Twilio; the real credential goes up', async () => {
  const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`
  const messages = '/twilio/2010-04-01/Accounts/_/Messages.json'
  assert.equal((await call({ key, headers: { authorization: basic(key, '') }, form: charge(100) })).status, 200)
  for (const user of [SECRETS.twilioSid, 'anything'])
    assert.equal((await call({ key, path: messages, headers: { authorization: basic(user, twilioKey) } })).status, 200)
  assert.equal((await call({ key: resendKey, path: '/resend/emails/em_1' })).status, 200)
  assert.deepEqual(
    upstream.heard.map(({ headers }) => headers.authorization),
    [
      `Bearer ${SECRETS.stripe}`,
      basic(SECRETS.twilioSid, SECRETS.twilioToken),
      basic(SECRETS.twilioSid, SECRETS.twilioToken),
      `Bearer ${SECRETS.resend}`,
    ],
  )
})

test('two vault keys in one Basic credential, or a key in the URL, are no credential', async () => {
  const both = await call({ key, headers: { authorization: `Basic ${btoa(`${key}:${key}`)}` }, path: '/v1/charges' })
  assert.equal(both.code, 'bad_request')
  const inUrl = await call({ key, path: `/stripe/v1/charges?key=${key}` })
  assert.equal(inUrl.code, 'bad_request')
  assert.doesNotMatch(inUrl.text, /vault_key_/)
  assert.equal(upstream.heard.length, 0)
})

test('a connection of the operator’s own name is routed by it, and reserved words are refused as names', async () => {
  const made = await admin.request('POST', '/vault/connections', {
    name: 'shop-eu',
    vendor: 'stripe',
    secret: 'sk_test_AnotherAccount0123456789',
    upstreams: { api: upstream.url },
  })
  assert.equal(made.status, 201, made.text)
  const own = await admin.issue({ connection: 'shop-eu', total_usd_cap: 10 })
  assert.equal((await call({ key: own.vault_key, path: '/shop-eu/v1/payment_intents', form: charge(100) })).status, 200)
  assert.equal((await byHost('shop-eu.localhost', '/v1/payment_intents', own.vault_key)).status, 200)
  assert.equal(upstream.heard[0]?.headers.authorization, 'Bearer sk_test_AnotherAccount0123456789')
  const wrong = await call({ key: own.vault_key, path: '/stripe/v1/payment_intents', form: charge(100) })
  assert.equal(wrong.code, 'vendor_mismatch')
})

test('base_url of an issued key is what a program joins a vendor’s path to', async () => {
  const issued = await admin.issue({ total_usd_cap: 10 })
  const { vault_key, base_url } = issued
  assert.ok(base_url.startsWith(product.url), base_url)
  const answer = await fetch(`${base_url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${vault_key}` },
    body: new URLSearchParams(charge(100)),
  })
  assert.equal(answer.status, 200)
})

test('HEAD is answered without a body and OPTIONS is not passed on', async () => {
  const head = await call({ key, method: 'HEAD', path: '/stripe/v1/payment_intents/pi_1' })
  assert.equal(head.status, 200)
  assert.equal(head.text, '')
  assert.equal(upstream.heard[0]?.method, 'HEAD')
  const options = await raw(key, 'OPTIONS /stripe/v1/payment_intents HTTP/1.1')
  assert.equal(options.status, 400)
  assert.equal(upstream.heard.length, 1)
})
