import assert from 'node:assert/strict'
import { test } from 'node:test'
import { locate } from '../location.ts'

test('a doubled version segment is collapsed once', () => {
  assert.deepEqual(locate('/v1/v1/charges', null), { product: 'api', path: '/v1/charges' })
  assert.deepEqual(locate('/v2/v2/core/accounts', null), { product: 'api', path: '/v2/core/accounts' })
  assert.deepEqual(locate('/v1/v2/core', null), { product: 'api', path: '/v1/v2/core' })
})

test('files, connect and meter events go to their own hosts by their paths', () => {
  assert.equal(locate('/v1/files', null)?.product, 'files')
  assert.equal(locate('/v1/files/file_1/contents', null)?.product, 'files')
  assert.equal(locate('/v1/files/file_1', null)?.product, 'api')
  assert.equal(locate('/v1/quotes/qt_1/pdf', null)?.product, 'files')
  assert.equal(locate('/oauth/token', null)?.product, 'connect')
  assert.equal(locate('/v2/billing/meter_event_stream', null)?.product, 'meter-events')
})

test('a host label cannot send a path to another host', () => {
  assert.equal(locate('/v1/charges', 'files')?.product, 'api')
  assert.equal(locate('/v1/charges', 'verify'), null)
})

test('a path of no version is none of Stripe’s', () => {
  for (const path of ['/charges', '/v1', '/v10/charges', '/emails', '/oauth'])
    assert.equal(locate(path, null), null, path)
})
