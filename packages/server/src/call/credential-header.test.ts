import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialHeaderOf } from './credential-header.ts'

const adapters = new Map([
  ['plain', { credentialHeader: null }],
  ['one', { credentialHeader: 'x-api-key' }],
  ['two', { credentialHeader: 'x-token' }],
])
const of = (headers: Record<string, string>) =>
  credentialHeaderOf({ headers: new Map(Object.entries(headers)) }, adapters)

test('a key is looked for in the headers that vendors’ SDKs use, where there is no Authorization', () => {
  assert.equal(of({}), null)
  assert.equal(of({ 'x-other': 'vault_key_abc' }), null)
  assert.equal(of({ 'x-api-key': 'something' }), 'x-api-key')
  assert.equal(of({ 'x-token': 'vault_key_abc' }), 'x-token')
  assert.equal(of({ 'x-token': 'vault_key_abc', authorization: 'Bearer x' }), null)
})

test('of two such headers the one that holds a vault key is the credential', () => {
  assert.equal(of({ 'x-api-key': 'client-id', 'x-token': 'vault_key_abc' }), 'x-token')
})
