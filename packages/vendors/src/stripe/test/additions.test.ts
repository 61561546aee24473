import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectionOf, type FixtureRequest, readRequestOf } from '../../../conformance/fixture.ts'
import { additions } from '../additions.ts'
import { table } from '../operations.ts'

const connection = connectionOf('stripe')
const create: FixtureRequest = { path: '/v1/payment_intents', form: { amount: '1', currency: 'usd' } }

function added(fixture: FixtureRequest, facts = connection) {
  const request = readRequestOf(fixture)
  return additions(table.find(request.method, 'api', request.path), request, 'call_1', facts)
}

const withMetadata = (keys: number): FixtureRequest => ({
  ...create,
  form: { ...create.form, ...Object.fromEntries(Array.from({ length: keys }, (_, key) => [`metadata[k${key}]`, 'v'])) },
})

test('what makes an object with metadata carries the id of its first call', () => {
  for (const path of ['/v1/payment_intents', '/v1/charges', '/v1/refunds', '/v1/payouts', '/v1/transfers'])
    assert.deepEqual(added({ ...create, path }), [['metadata[keybrake_call]', 'call_1']], path)
})

test('49 keys of metadata leave room for ours, 50 do not', () => {
  assert.equal(added(withMetadata(49)).length, 1)
  assert.deepEqual(added(withMetadata(50)), [])
})

test('nothing is added where the connection says so', () => {
  assert.deepEqual(added(create, { ...connection, correlate: false }), [])
})

test('nothing is added that would make a second bag or a second meaning', () => {
  assert.deepEqual(added({ path: '/v1/payment_intents', query: { amount: '1' } }), [])
  assert.deepEqual(added({ ...create, form: { metadata: '' } }), [])
})

test('nothing is added to other calls', () => {
  assert.deepEqual(added({ path: '/v1/payment_intents/pi_1/confirm' }), [])
  assert.deepEqual(added({ path: '/v1/customers', form: {} }), [])
  assert.deepEqual(added({ method: 'GET', path: '/v1/charges' }), [])
  assert.deepEqual(added({ path: '/v1/nothing' }), [])
})
