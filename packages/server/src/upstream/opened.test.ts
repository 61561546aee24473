import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adapters } from '@keybrake/vendors/all'
import { closedOperations, openedBy } from './opened.ts'

const SID = `AC${'0123456789abcdef'.repeat(2)}`

function meant(vendor: string, entry: string): readonly string[] {
  const adapter = adapters.get(vendor)
  assert.ok(adapter !== undefined)
  return closedOperations(adapter, SID, entry)
}

test('an entry means the closed operation of its name or of its request line, however the line writes what varies', () => {
  for (const entry of [
    'keys.list',
    'GET /2010-04-01/Accounts/{id}/Keys',
    'GET /2010-04-01/Accounts/{AccountSid}/Keys.json',
    'GET /2010-04-01/Accounts/*/Keys.json',
    'GET /2010-04-01/Accounts/_/Keys.json',
    `GET /2010-04-01/Accounts/${SID}/Keys.json`,
  ])
    assert.deepEqual(meant('twilio', entry), ['keys.list'], entry)
  for (const entry of ['GET /2010-04-01/Accounts/_.json', `GET /2010-04-01/Accounts/${SID}`])
    assert.deepEqual(meant('twilio', entry), ['accounts.fetch'], entry)
  for (const entry of ['GET /v1/webhook_endpoints/*', 'HEAD /v1/webhook_endpoints/{webhook_endpoint}'])
    assert.deepEqual(meant('stripe', entry), ['webhook_endpoints.retrieve'], entry)
})

test('every closed operation can be named by its line, and the line names no other', () => {
  for (const { vendor, operations } of adapters.values())
    for (const { name, endpoint, closed } of operations) if (closed) assert.deepEqual(meant(vendor, endpoint), [name])
})

test('an endpoint that no table lists is meant by its exact line, where its family is closed', () => {
  assert.deepEqual(meant('stripe', 'GET /v1/webhook_endpoints/we_1/new'), ['GET /v1/webhook_endpoints/we_1/new'])
  assert.deepEqual(meant('twilio', 'GET /2010-04-01/Accounts/_/Keys/SK1/new'), [
    `GET /2010-04-01/Accounts/${SID}/Keys/SK1/new`,
  ])
})

test('what would open more than it names, or nothing, means none', () => {
  for (const entry of [
    '*',
    'webhook_endpoints.*',
    '/v1/webhook_endpoints',
    '* /v1/webhook_endpoints',
    'GET /v1/webhook_endpoints/**',
    'GET /v1/webhook_endpoints/we_1',
    'GET /v1/webhook_endpoints/we_1/*',
    'GET /v1/webhook_endpoints//new',
    'GET /v1/webhook_endpoints?limit=1',
    'TRACE /v1/webhook_endpoints',
    'GET /v1/customers',
    'customers.list',
    'GET /2010-04-01/Accounts/_/Keys.json',
  ])
    assert.deepEqual(meant('stripe', entry), [], entry)
  const stripe = adapters.get('stripe')
  assert.ok(stripe !== undefined)
  assert.deepEqual([...openedBy(stripe, null, ['*', 'webhook_endpoints.list'])], ['webhook_endpoints.list'])
})
