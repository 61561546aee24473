import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ADMIN_SEGMENTS, type Route, route, type Routing } from './route.ts'

const CONNECTIONS = new Set(['stripe', 'stripe-eu', 'twilio', 'resend'])
const ROUTING: Routing = {
  isConnection: (name) => CONNECTIONS.has(name),
  hasProduct: (connection, product) => connection === 'twilio' && ['api', 'verify', 'lookups'].includes(product),
}

const at = (hostname: string, path: string, bearsVaultKey = false): Route =>
  route({ hostname }, path, bearsVaultKey, ROUTING)
const connection = (name: string, path: string, hostProduct: string | null = null): Route => ({
  kind: 'connection',
  connection: name,
  path,
  hostProduct,
})

test('1: a host that begins with a connection leads there, the whole path is the vendor’s, and there is no admin API', () => {
  for (const path of ['/v1/charges', '/vault/keys', '/metrics', '/v1/keys', '/twilio/x', '/'])
    for (const bearsVaultKey of [true, false])
      assert.deepEqual(at('stripe.localhost', path, bearsVaultKey), connection('stripe', path))
})

test('1: a product before the connection chooses the host family, and only a product of that vendor does', () => {
  assert.deepEqual(at('verify.twilio.localhost', '/v2/Services'), connection('twilio', '/v2/Services', 'verify'))
  assert.deepEqual(at('verify.stripe.localhost', '/v1/a'), { kind: 'by_key', path: '/v1/a' })
  assert.deepEqual(at('other.twilio.localhost', '/v1/a'), { kind: 'by_key', path: '/v1/a' })
})

test('1: a connection’s name alone, or as the last part of a host, is no host route', () => {
  for (const hostname of [
    'stripe',
    'verify.twilio',
    'localhost',
    'a.stripe',
    '127.0.0.1',
    '[::1]',
    'mystripe.localhost',
  ])
    assert.deepEqual(at(hostname, '/v1/a'), { kind: 'by_key', path: '/v1/a' })
})

test('2: the admin plane has its own first segments, whoever asks', () => {
  for (const segment of ADMIN_SEGMENTS)
    for (const bearsVaultKey of [true, false])
      for (const path of [`/${segment}`, `/${segment}/x/y`])
        assert.deepEqual(at('localhost', path, bearsVaultKey), { kind: 'admin' })
})

test('2: only the exact segment is the admin plane’s', () => {
  for (const path of ['/Vault/keys', '/vaults', '/vault%2Fkeys', '//vault/keys', '/docs.html', '/v1/vault', '/', ''])
    assert.notEqual(at('localhost', path).kind, 'admin', path)
})

test('2: /v1/keys is the admin API, unless the bearer is a vault key', () => {
  for (const path of ['/v1/keys', '/v1/keys/key_1']) {
    assert.deepEqual(at('localhost', path, false), { kind: 'admin' })
    assert.deepEqual(at('localhost', path, true), { kind: 'by_key', path })
  }
  assert.deepEqual(at('localhost', '/v1/keysets', false), { kind: 'by_key', path: '/v1/keysets' })
})

test('3: a first segment that is a connection leads there with the rest of the path', () => {
  assert.deepEqual(at('localhost', '/stripe/v1/charges'), connection('stripe', '/v1/charges'))
  assert.deepEqual(at('localhost', '/stripe-eu/v1/charges'), connection('stripe-eu', '/v1/charges'))
  assert.deepEqual(at('localhost', '/stripe'), connection('stripe', '/'))
  assert.deepEqual(at('localhost', '/stripe/vault/keys'), connection('stripe', '/vault/keys'))
})

test('3: a name that only begins like a connection is none', () => {
  for (const path of ['/stripex/v1', '/Stripe/v1', '/strip/e', '/stripe%2Fv1'])
    assert.deepEqual(at('localhost', path), { kind: 'by_key', path })
})

test('4: any other path is for the key to decide', () => {
  for (const path of ['/v1/charges', '/2010-04-01/Accounts', '/emails', '/'])
    assert.deepEqual(at('localhost', path, true), { kind: 'by_key', path })
})

test('whatever host and path: one answer, the same each time, and no byte of the path is lost or made up', () => {
  const label = fc.constantFrom('stripe', 'twilio', 'verify', 'vault', 'localhost', 'a', '')
  const segment = fc.constantFrom('stripe', 'twilio', 'vault', 'v1', 'keys', 'charges', 'metrics', '')
  fc.assert(
    fc.property(
      fc.array(label, { maxLength: 4 }),
      fc.array(segment, { maxLength: 4 }),
      fc.boolean(),
      (host: readonly string[], rest, key) => {
        const [hostname, path] = [host.join('.'), `/${rest.join('/')}`]
        const found = at(hostname, path, key)
        assert.deepEqual(at(hostname, path, key), found)
        if (found.kind === 'admin') return
        if (found.kind === 'by_key') return assert.equal(found.path, path)
        assert.ok(CONNECTIONS.has(found.connection))
        const byHost = host.slice(0, 2).includes(found.connection) && found.path === path
        assert.ok(byHost || `/${found.connection}${found.path}` === path || `/${found.connection}` === path)
      },
    ),
    { numRuns: 3_000 },
  )
})
