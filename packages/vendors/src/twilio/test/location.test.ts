import assert from 'node:assert/strict'
import { test } from 'node:test'
import { twilio } from '../adapter.ts'

test('a call names its product in the path or by host; api may be left out', () => {
  const api = { product: 'api', path: '/2010-04-01/Accounts/_/Messages.json' }
  assert.deepEqual(twilio.locate(api.path, null), api)
  assert.deepEqual(twilio.locate(`/api${api.path}`, null), api)
  assert.deepEqual(twilio.locate(api.path, 'api'), api)
  const verify = { product: 'verify', path: '/v2/Services/VA1/Verifications' }
  assert.deepEqual(twilio.locate(`/verify${verify.path}`, null), verify)
  assert.deepEqual(twilio.locate(verify.path, 'verify'), verify)
})

test('every product of Twilio’s has an address of its own, api first', () => {
  const products = Object.entries(twilio.origins)
  assert.equal(products[0]?.[0], 'api')
  assert.equal(products.length, 39)
  for (const [product, origin] of products) {
    assert.equal(origin, `https://${product}.twilio.com`)
    if (product !== 'api')
      assert.deepEqual(twilio.locate(`/${product}/v1/Things`, null), { product, path: '/v1/Things' })
  }
})

test('a doubled version is collapsed', () => {
  assert.equal(twilio.locate('/2010-04-01/2010-04-01/Accounts/_/Calls', null)?.path, '/2010-04-01/Accounts/_/Calls')
  assert.equal(twilio.locate('/lookups/v2/v2/PhoneNumbers/x', null)?.path, '/v2/PhoneNumbers/x')
})

test('a path that is no product’s has no place', () => {
  for (const path of [
    '/v1/Services',
    '/',
    '/verify',
    '/verify/2010-04-01/Accounts/_/Messages',
    '/nothing/v1/x',
    '/toString/v1/x',
  ])
    assert.equal(twilio.locate(path, null), null, path)
  assert.equal(twilio.locate('/v1/Services', 'nothing'), null)
  assert.equal(twilio.locate('/v1/Services', 'api'), null)
})
