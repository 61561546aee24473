import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closedFamilies, isClosed } from './closed.ts'

const families = closedFamilies(['/api-keys/**', '/accounts/*/keys/**', '/logs/*', 'iam:/**'])
const closed = (path: string, product = 'api'): boolean => isClosed(families, product, path)

test('a family is closed in every version, letter case and format suffix', () => {
  for (const path of [
    '/api-keys',
    '/v1/api-keys',
    '/v2beta1/API-Keys/k_1',
    '/2010-04-01/api-keys.json',
    '/api-keys.xml',
  ])
    assert.ok(closed(path), path)
  assert.ok(closed('/2010-04-01/Accounts/AC1/Keys.json'))
  assert.ok(closed('/2010-04-01/Accounts/AC1/Keys/SK1.json'))
})

test('a star is exactly one segment', () => {
  assert.ok(closed('/logs/l_1'))
  assert.ok(!closed('/logs'))
  assert.ok(!closed('/logs/l_1/x'))
})

test('what only looks like a closed family stays open', () => {
  for (const path of ['/api-keys-report', '/v1/accounts/AC1/keyring', '/accounts/keys', '/emails/api-keys'])
    assert.ok(!closed(path), path)
})

test('a family of one product is closed there only', () => {
  assert.ok(closed('/v1/anything', 'iam'))
  assert.ok(!closed('/v1/anything', 'api'))
})
