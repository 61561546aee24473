/** What holds for the shipped definitions as a whole. Single calls are in their fixtures. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CODES, type Code, compileAllowlist } from '@keybrake/core'
import { contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import { shipped } from '../shipped.ts'

/** Requests that mint or show credentials at each vendor: none may be reached by a wildcard. */
const MINTS: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['GET /v1/organizations/api_keys', 'POST /v1/organizations/invites', 'POST /v1/organizations/api_keys/k1'],
  lob: ['GET /v1/api_keys', 'POST /v1/accounts'],
  openai: [
    'POST /v1/organization/admin_api_keys',
    'POST /v1/organization/projects/p1/service_accounts',
    'GET /v1/organization/projects/p1/api_keys',
    'POST /v1/realtime/client_secrets',
    'POST /v1/realtime/sessions',
    'POST /v1/realtime/transcription_sessions',
    'POST /v1/chatkit/sessions',
  ],
  plaid: [
    'POST /processor/token/create',
    'POST /processor/stripe/bank_account_token/create',
    'POST /item/access_token/invalidate',
    'POST /partner/customer/create',
    'POST /sandbox/public_token/create',
  ],
  postmark: ['GET /server', 'PUT /server', 'POST /servers', 'GET /servers/1', 'POST /webhooks', 'GET /webhooks/1'],
  sendgrid: [
    'POST /v3/api_keys',
    'GET /v3/api_keys/k1',
    'POST /v3/subusers',
    'POST /v3/teammates',
    'POST /v3/sso/integrations',
    'GET /v3/user/webhooks/event/settings',
    'PUT /v3/user/password',
  ],
  shopify: [
    'POST /admin/api/2026-10/storefront_access_tokens.json',
    'POST /admin/oauth/access_token',
    'POST /admin/api/2026-10/webhooks.json',
  ],
  telnyx: [
    'POST /v2/api_keys',
    'POST /v2/telephony_credentials',
    'POST /v2/telephony_credentials/t1/token',
    'POST /v2/managed_accounts',
    'POST /v2/oauth/token',
  ],
}

test('the eight vendors are shipped, each with what it must never mint listed here', () => {
  assert.deepEqual(
    shipped.map(({ vendor }) => vendor),
    Object.keys(MINTS),
  )
})

for (const adapter of shipped) {
  test(`${adapter.vendor}: no wildcard opens what mints credentials`, () => {
    for (const line of MINTS[adapter.vendor] ?? []) {
      const [method = '', path = ''] = line.split(' ') as ['GET', string]
      assert.equal(adapter.operation(method as 'GET', 'api', path)?.closed, true, line)
    }
  })

  test(`${adapter.vendor}: every write is free, priced, or refused with a reason; none is forgotten`, () => {
    for (const operation of adapter.operations) {
      if (operation.effect === 'read') continue
      assert.match(operation.costRule, /^(?:Free: moves no money\.|At most |Refused: |Unknown: )/, operation.name)
      if (operation.costRule === 'Unknown: no cost rule.') assert.equal(operation.closed, true, operation.name)
      if (operation.costRule.startsWith('At most ')) assert.notEqual(operation.moneyClass, null, operation.name)
    }
  })

  test(`${adapter.vendor}: a priced or refused write without its parameters is refused, whatever the key says`, () => {
    for (const operation of adapter.operations) {
      const [method = 'POST', path = '/'] = operation.endpoint.split(' ')
      if (operation.effect === 'read' || !/^(?:At most |Refused: )/.test(operation.costRule)) continue
      const request = readRequestOf({ method: method as 'POST', path: path.replaceAll('{id}', 'x1') })
      const price = adapter.price(operation, request, contextOf(adapter.vendor, {}))
      assert.deepEqual([price.kind, price.kind === 'unknown' && price.ruled], ['unknown', true], operation.name)
    }
  })

  test(`${adapter.vendor}: every refusal is JSON in its shape, with code, message and call_id, and forbids a retry`, () => {
    for (const code of Object.keys(CODES) as Code[]) {
      const { body, headers } = adapter.refusal({ code, message: `About ${code}.`, details: {} }, 'call_1')
      const parsed = JSON.parse(body) as Record<string, unknown>
      assert.equal(parsed.call_id, 'call_1')
      assert.deepEqual(parsed.keybrake, { code, message: `About ${code}.`, call_id: 'call_1' })
      const shape = JSON.stringify({ ...parsed, keybrake: undefined, message: undefined })
      assert.ok(shape.includes(`About ${code}.`), 'the vendor’s own field carries the message')
      if (CODES[code].status < 500 && code !== 'idempotency_in_progress')
        assert.equal(new Map(headers).get('x-should-retry'), 'false')
    }
  })

  test(`${adapter.vendor}: its own failure, as the proxy renders one, would be taken for a failure`, () => {
    const { body } = adapter.refusal({ code: 'rate_limited', message: 'Slow down.', details: {} }, null)
    assert.doesNotMatch(body, /\{(?:message|code|call_id|status|word)\}/)
  })

  test(`${adapter.vendor}: an allowlist of its operations compiles`, () => {
    const names = adapter.operations.map(({ name }) => name)
    const compiled = compileAllowlist([...names.filter((name) => !name.includes(' '))], names)
    assert.equal(compiled.ok, true)
  })
}

test('prices that were not checked are not shipped: Telnyx, Lob and Postmark price by settings alone', () => {
  for (const vendor of ['telnyx', 'lob', 'postmark']) {
    const text = readFileSync(`${import.meta.dirname}/../../../definitions/${vendor}.yaml`, 'utf8')
    assert.doesNotMatch(text, /usd: [0-9]/, vendor)
  }
})
