import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, missingSetting } from './addresses.ts'

const shop = { origins: { api: 'https://{shop}.example.com', files: 'https://files.example.com' } }
const document = (settings: Record<string, string>, upstreams: Record<string, string> = {}) => ({ settings, upstreams })

test('a part of the host that differs by connection comes from its settings', () => {
  assert.equal(addressOf(shop, document({ shop: 'acme' }), 'api'), 'https://acme.example.com')
  assert.equal(addressOf(shop, document({}), 'files'), 'https://files.example.com')
  assert.equal(addressOf(shop, document({}), 'other'), null)
})

test('a setting that is missing, or that would lead to another host, gives no address', () => {
  for (const name of ['', 'a.evil.com/', 'evil.com#', 'a@b', 'A', '-a', 'a-', 'a'.repeat(64), 'ä', 'a b', 'a:1'])
    assert.deepEqual(
      [addressOf(shop, document({ shop: name }), 'api'), missingSetting(shop, document({ shop: name }), 'api')],
      [null, 'shop'],
      name,
    )
  assert.equal(addressOf(shop, document({}), 'api'), null)
})

test('an address that the operator gives needs no setting', () => {
  const mock = document({}, { api: 'http://127.0.0.1:9' })
  assert.equal(addressOf(shop, mock, 'api'), 'http://127.0.0.1:9')
  assert.equal(addressOf(shop, mock, 'files'), 'http://127.0.0.1:9')
  assert.equal(missingSetting(shop, mock, 'api'), null)
})
