import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { ProvenBearer } from './proven-bearer.ts'

test('only the very text that was proven counts as proven', () => {
  const bearer = new ProvenBearer()
  assert.ok(!bearer.isProven('vault_key_a'))
  bearer.prove('vault_key_a')
  assert.ok(bearer.isProven('vault_key_a'))
  for (const other of ['', 'vault_key_', 'vault_key_b', 'vault_key_a ', 'Vault_key_a'])
    assert.ok(!bearer.isProven(other))
})

test('the text itself is not kept', () => {
  const bearer = new ProvenBearer()
  bearer.prove('vault_key_a')
  assert.ok(!inspect(bearer, { showHidden: true, depth: 9 }).includes('vault_key_a'))
})
