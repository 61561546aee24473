/** G5: there is one spelling of every path. Any other is refused unsent, whatever a lenient server would make of it. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { rawRequest, sendRaw } from '../support/raw.ts'
import { charge, stageOnRecorder } from '../support/stage.ts'
import { weight } from '../support/with-sandbox.ts'

const { upstream, product, admin, call, raw } = await stageOnRecorder()
beforeEach(() => upstream.clear())

/** Each may read as `/v1/payouts` (or as another endpoint) to some server. */
const ODD_PATHS: Readonly<Record<string, readonly string[]>> = {
  'a dot segment': ['/v1/./payouts', '/v1/customers/../payouts', '/v1/payouts/.', '/v1/customers/..', '/./v1/payouts'],
  'an empty segment': ['//v1/payouts', '/v1//payouts', '/v1/payouts//'],
  'a trailing slash': ['/v1/payouts/'],
  'an escaped letter, digit or mark': [
    '/v1/p%61youts',
    '/v%31/payouts',
    '/v1/payouts%2Djunk',
    '/v1/a%5Fb',
    '/v1/a%7Eb',
  ],
  'an escaped dot': ['/v1/%2E%2E/payouts', '/v1/%2E/payouts', '/v1/customers/.%2E/payouts', '/v1/payouts%2Ejson'],
  'an escaped slash or backslash': ['/v1%2Fpayouts', '/v1/customers%2F..%2Fpayouts', '/v1%5Cpayouts'],
  'a doubled escape': ['/v1/%252E%252E/payouts', '/v1%252Fpayouts'],
  'an escape in lower case': ['/v1/customers/a%3ab', '/v1/%e4%bd%a0', '/v1/%2e%2e/payouts', '/v1%2fpayouts'],
  'a broken escape': ['/v1/payouts%', '/v1/payouts%2', '/v1/payouts%GG', '/v1/payouts%u002F'],
  'an escaped control character': ['/v1/payouts%00', '/v1/payouts%0D%0A', '/v1/payouts%09', '/v1/payouts%7F'],
  'escapes that are no UTF-8': ['/v1/%C0%AE%C0%AE/payouts', '/v1/%ED%A0%80', '/v1/%FF'],
  'a backslash': ['/v1\\payouts', '/v1/customers\\..\\payouts'],
  'a path parameter': ['/v1/payouts;v=1', '/v1;/payouts', '/v1/payouts;.json'],
  'what no path may hold': [
    '/v1/"payouts"',
    '/v1/<payouts>',
    '/v1/pay|outs',
    '/v1/{id}',
    '/v1/^',
    '/v1/`x`',
    '/v1/[x]',
  ],
}

for (const [what, paths] of Object.entries(ODD_PATHS))
  test(`${what} is refused 400 path_not_canonical, by path and by key, unsent and audited`, async () => {
    const key = await admin.issue({ total_usd_cap: 100 })
    for (const path of paths)
      for (const target of [`/stripe${path}`, path]) {
        const answer = await raw(key.vault_key, `GET ${target} HTTP/1.1`)
        assert.equal(answer.status, 400, `${target}: ${answer.status} ${answer.body}`)
        assert.equal(answer.headers.get('keybrake-code'), 'path_not_canonical', target)
        assert.match(answer.headers.get('keybrake-call-id') ?? '', /^call_/, target)
      }
    assert.equal(upstream.heard.length, 0)
    const rows = await admin.audit(`key_id=${key.id}`)
    assert.equal(weight(rows), paths.length * 2)
    assert.ok(rows.every((row) => row['code'] === 'path_not_canonical' && row['decision'] === 'refused'))
  })

test('bytes beyond ASCII and NUL in the request line are refused unsent', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100 })
  for (const path of [
    '/stripe/v1/payouts\u00e4',
    '/stripe/v1/\u00c0\u00ae/payouts',
    '/stripe/v1/payouts\u0000',
    '/stripe/v1/pay\touts',
  ])
    assert.equal((await raw(vault_key, `GET ${path} HTTP/1.1`)).status, 400, JSON.stringify(path))
  assert.equal(upstream.heard.length, 0)
})

test('targets that are no origin form are refused unsent', async () => {
  const key = await admin.issue({ total_usd_cap: 100 })
  for (const target of [
    `http://127.0.0.1:${product.port}/stripe/v1/payouts`,
    'http://api.stripe.com/v1/payouts',
    'HTTPS://api.stripe.com/v1/payouts',
    '*',
    'stripe/v1/payouts',
  ]) {
    const answer = await raw(key.vault_key, `GET ${target} HTTP/1.1`)
    assert.ok(answer.status === 400, `${target}: ${answer.status}`)
  }
  const tunnel = await raw(key.vault_key, 'CONNECT api.stripe.com:443 HTTP/1.1')
  assert.notEqual(tunnel.status, 200)
  assert.equal(upstream.heard.length, 0)
})

test('a fragment, a space or a backslash in the query is refused unsent', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100 })
  for (const query of ['?a=1#b', '?a=\\', '?a=\u00e4'])
    assert.equal((await raw(vault_key, `GET /stripe/v1/charges${query} HTTP/1.1`)).status, 400, query)
  assert.equal(upstream.heard.length, 0)
})

test('an admin path in an odd spelling opens nothing', async () => {
  for (const target of ['//vault/keys', '/vault//keys', '/vault/../vault/keys', '/%76ault/keys', '/x/../vault/keys']) {
    const answer = await sendRaw(product.port, rawRequest([`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close']))
    assert.ok([400, 401, 404].includes(answer.status), `${target}: ${answer.status}`)
  }
})

test('what is matched is what is sent: an escaped segment goes up byte for byte', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100, allowed_endpoints: ['GET /v1/customers/*'] })
  const path = '/v1/customers/a%20b%3Ac%E4%BD%A0'
  assert.equal((await raw(vault_key, `GET /stripe${path} HTTP/1.1`)).status, 200)
  assert.equal(upstream.heard[0]?.url, path)
})

test('a path that is no known operation is matched only by an entry that spells it out', async () => {
  const wild = await admin.issue({ total_usd_cap: 100, allowed_endpoints: ['*', '/v1/**', 'GET /v1/new_thing/*'] })
  const spelt = await admin.issue({ total_usd_cap: 100, allowed_endpoints: ['GET /v1/new_thing/x'] })
  const path = '/stripe/v1/new_thing/x'
  assert.equal((await call({ key: wild.vault_key, path })).code, 'endpoint_not_allowed')
  assert.equal(upstream.heard.length, 0)
  assert.equal((await call({ key: spelt.vault_key, path })).status, 200)
})

test('an allowlist’s star is one segment, two stars any rest, a name one operation', async () => {
  const allowed = ['GET /v1/customers/*', '* /v1/charges/**', 'refunds.retrieve', '/v1/balance']
  const { vault_key } = await admin.issue({ total_usd_cap: 100, allowed_endpoints: allowed })
  const get = async (path: string) => (await call({ key: vault_key, path: `/stripe${path}` })).status
  assert.equal(await get('/v1/customers/cus_1'), 200)
  assert.equal(await get('/v1/customers'), 403)
  assert.equal(await get('/v1/customers/cus_1/sources'), 403)
  assert.equal(await get('/v1/charges/ch_1/refunds'), 200)
  assert.equal(await get('/v1/refunds/re_1'), 200)
  assert.equal(await get('/v1/refunds'), 403)
  assert.equal(await get('/v1/balance'), 200)
  const refused = await call({ key: vault_key, form: charge(100) })
  assert.equal(refused.body['attempted'], 'POST /v1/payment_intents')
  assert.deepEqual(refused.body['allowed_endpoints'], allowed)
})
