import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { adapters } from '@keybrake/vendors/all'
import type { Head } from '../http/head.ts'
import type { Caller } from './authenticate.ts'
import { decideCredential, decideEndpoint, decideMeaning, decideStanding, type Meaning } from './decide.ts'
import type { Route } from './route.ts'
import { isStop, type Stop } from './stop.ts'
import { ACCOUNT_SID, callerOf, NOW } from './testing/caller.ts'

const BRAKE = { vendor: null, engaged: true, reason: 'r', at: NOW, principalId: 'admin' }

const head = (method = 'POST', headers: Readonly<Record<string, string>> = {}): Head => ({
  method,
  target: '/',
  hostname: 'a',
  headers: new Map(Object.entries(headers)),
  contentLength: 0,
})
const byPath = (connection: string, path: string): Exclude<Route, { kind: 'admin' }> => ({
  kind: 'connection',
  connection,
  path,
  hostProduct: null,
})
const codeOf = (found: Stop | Meaning | null): string | null =>
  found !== null && isStop(found) ? found.refusal.code : null

function meaningOf(caller: Caller, method: string, path: string): Meaning {
  const meaning = decideMeaning(caller, head(method), { kind: 'by_key', path }, adapters)
  assert.ok(!isStop(meaning), JSON.stringify(meaning))
  return meaning
}

test('brake, revocation, expiry and an erased secret are told in this order', async () => {
  const all = { key: { revokedAt: NOW, expiresAt: NOW }, connection: { secret: null } }
  assert.equal(codeOf(decideStanding(await callerOf('stripe', {}, all), BRAKE, NOW)), 'brake_engaged')
  assert.equal(codeOf(decideStanding(await callerOf('stripe', {}, all), null, NOW)), 'key_revoked')
  assert.equal(
    codeOf(decideStanding(await callerOf('stripe', {}, { key: { expiresAt: NOW } }), null, NOW)),
    'key_expired',
  )
  const erased = await callerOf('stripe', {}, { connection: { secret: null } })
  assert.equal(codeOf(decideStanding(erased, null, NOW)), 'key_revoked')
  assert.equal(decideStanding(await callerOf('stripe'), null, NOW), null)
})

test('the vendor’s own header for keys beside Authorization is a second credential, whatever it holds', async () => {
  const both = { headers: new Map(Object.entries({ authorization: 'Bearer a', 'x-api-key': 'junk' })) }
  const alone = { headers: new Map(Object.entries({ 'x-api-key': 'a' })) }
  const stripe = await callerOf('stripe')
  const { adapter } = stripe.connection
  const named = { ...adapter, credentialHeader: 'x-api-key' }
  const taking: Caller = { ...stripe, connection: { ...stripe.connection, adapter: named } }
  assert.equal(codeOf(decideCredential(taking, both)), 'bad_request')
  assert.equal(decideCredential(taking, alone), null)
  // To others the header says nothing.
  assert.equal(decideCredential(stripe, both), null)
})

test('a key lives until just before its expiry', async () => {
  const caller = await callerOf('stripe', {}, { key: { expiresAt: instant(NOW + 1) } })
  assert.equal(decideStanding(caller, null, NOW), null)
  assert.equal(codeOf(decideStanding(caller, null, instant(NOW + 1))), 'key_expired')
})

test('a key used on another connection’s path is a mismatch, before anything is said of that path', async () => {
  const caller = await callerOf('stripe')
  assert.equal(codeOf(decideMeaning(caller, head(), byPath('twilio', '/nonsense'), adapters)), 'vendor_mismatch')
  assert.equal(codeOf(decideMeaning(caller, head(), byPath('stripe-eu', '/v1/charges'), adapters)), 'vendor_mismatch')
  assert.equal(codeOf(decideMeaning(caller, head(), byPath('stripe', '/v1/charges'), adapters)), null)
})

test('a path that no host of the vendor has leads nowhere', async () => {
  const caller = await callerOf('stripe')
  for (const path of ['/nosuch', '/v1'])
    assert.equal(codeOf(decideMeaning(caller, head(), { kind: 'by_key', path }, adapters)), 'unknown_route', path)
  const inConnection = byPath('stripe', '/2010-04-01/Accounts')
  assert.equal(codeOf(decideMeaning(caller, head(), inConnection, adapters)), 'unknown_route')
})

test('a path outside the vendor’s roots is passed on, to its first host, where an entry spells it out and the connection is named', async () => {
  for (const vendor of ['stripe', 'twilio', 'resend']) {
    const spelling = await callerOf(vendor, { allowedEndpoints: ['GET /nosuch/thing'] })
    const found = decideMeaning(spelling, head('GET'), byPath(vendor, '/nosuch/thing'), adapters)
    assert.ok(!isStop(found), vendor)
    assert.deepEqual([found.product, found.path, found.operation], ['api', '/nosuch/thing', null])
    assert.equal(decideEndpoint(spelling, found), null)
    const atRoot = { kind: 'by_key', path: '/nosuch/thing' } as const
    assert.equal(codeOf(decideMeaning(spelling, head('GET'), atRoot, adapters)), 'unknown_route')
    const post = decideMeaning(spelling, head('POST'), byPath(vendor, '/nosuch/thing'), adapters)
    assert.equal(codeOf(post), 'unknown_route')
    const wild = await callerOf(vendor, { allowedEndpoints: ['*', 'GET /nosuch/*', 'GET /**'] })
    assert.equal(codeOf(decideMeaning(wild, head('GET'), byPath(vendor, '/nosuch/thing'), adapters)), 'unknown_route')
  }
})

test('spelling a path out opens neither a closed family under another version nor another account', async () => {
  const sid = `AC${'1'.repeat(32)}`
  for (const [vendor, path, code] of [
    ['stripe', '/v3/webhook_endpoints', 'endpoint_not_allowed'],
    ['stripe', '/V1/ephemeral_keys', 'endpoint_not_allowed'],
    ['resend', '/v2/api-keys', 'endpoint_not_allowed'],
    ['twilio', `/v9/Accounts/${sid}/Messages.json`, 'account_not_allowed'],
  ] as const) {
    const caller = await callerOf(vendor, { allowedEndpoints: [path] })
    const found = decideMeaning(caller, head('POST'), byPath(vendor, path), adapters)
    assert.equal(codeOf(isStop(found) ? found : decideEndpoint(caller, found)), code, path)
  }
})

test('a key used at the root on a path of another vendor is a mismatch', async () => {
  for (const [vendor, path] of [
    ['stripe', '/2010-04-01/Accounts'],
    ['stripe', '/emails'],
    ['twilio', '/v1/customers'],
    ['resend', '/v1/customers'],
  ] as const) {
    const caller = await callerOf(vendor)
    assert.equal(codeOf(decideMeaning(caller, head(), { kind: 'by_key', path }, adapters)), 'vendor_mismatch', path)
  }
})

test('a method that is not passed on is refused', async () => {
  const caller = await callerOf('stripe')
  for (const method of ['OPTIONS', 'TRACE', 'CONNECT', 'post', 'PROPFIND', ''])
    assert.equal(
      codeOf(decideMeaning(caller, head(method), { kind: 'by_key', path: '/v1/charges' }, adapters)),
      'bad_request',
      method,
    )
})

test('an account that the policy does not name is refused, by header and by path', async () => {
  const caller = await callerOf('stripe', { accounts: ['acct_1'] })
  const on = (account: string) =>
    codeOf(
      decideMeaning(
        caller,
        head('POST', { 'stripe-account': account }),
        { kind: 'by_key', path: '/v1/charges' },
        adapters,
      ),
    )
  assert.deepEqual([on('acct_1'), on('acct_2')], [null, 'account_not_allowed'])
  const twilio = await callerOf('twilio')
  const at = (account: string) => `/2010-04-01/Accounts/${account}/Messages.json`
  const other = decideMeaning(twilio, head(), { kind: 'by_key', path: at(`AC${'1'.repeat(32)}`) }, adapters)
  assert.equal(codeOf(other), 'account_not_allowed')
  for (const standIn of ['_', 'key_1', ACCOUNT_SID]) {
    const { path, operation } = meaningOf(twilio, 'POST', at(standIn))
    assert.deepEqual([path, operation?.name], [at(ACCOUNT_SID), 'messages.create'])
  }
})

test('what is matched is what is sent: a doubled version segment is gone from both', async () => {
  const { path, operation } = meaningOf(await callerOf('stripe'), 'POST', '/v1/v1/payment_intents')
  assert.deepEqual([path, operation?.name], ['/v1/payment_intents', 'payment_intents.create'])
})

test('the allowlist decides, and the refusal names what was tried and what is allowed', async () => {
  const caller = await callerOf('stripe', { allowedEndpoints: ['POST /v1/payment_intents'] })
  assert.equal(decideEndpoint(caller, meaningOf(caller, 'POST', '/v1/payment_intents')), null)
  const found = decideEndpoint(caller, meaningOf(caller, 'POST', '/v1/refunds'))
  assert.deepEqual(found?.refusal.details, {
    attempted: 'POST /v1/refunds',
    allowed_endpoints: ['POST /v1/payment_intents'],
  })
})

test('no wildcard lets a path pass that is no known operation', async () => {
  const caller = await callerOf('stripe', { allowedEndpoints: ['*', '* /v1/**', '* /v1/*'] })
  const meaning = meaningOf(caller, 'POST', '/v1/something_new')
  assert.equal(meaning.operation, null)
  assert.equal(codeOf(decideEndpoint(caller, meaning)), 'endpoint_not_allowed')
})

test('a closed endpoint needs key and connection to open it by name; one of them is not enough, nor is the allowlist', async () => {
  const path = '/v1/webhook_endpoints'
  const operation = meaningOf(await callerOf('stripe'), 'POST', path).operation
  assert.ok(operation?.closed === true)
  const names = [operation.name, operation.endpoint]
  const decided = async (byKey: readonly string[], byConnection: readonly string[]): Promise<string | null> => {
    const policy = { allowedEndpoints: ['*', operation.endpoint, operation.name], openedEndpoints: byKey }
    const caller = await callerOf('stripe', policy, { document: { openedEndpoints: byConnection } })
    return codeOf(decideEndpoint(caller, meaningOf(caller, 'POST', path)))
  }
  for (const name of names) {
    assert.equal(await decided([], []), 'endpoint_not_allowed')
    assert.equal(await decided([name], []), 'endpoint_not_allowed')
    assert.equal(await decided([], [name]), 'endpoint_not_allowed')
    assert.equal(await decided(['*', 'webhook_endpoints.*'], ['*']), 'endpoint_not_allowed')
    for (const other of names) assert.equal(await decided([name], [other]), null)
  }
})
