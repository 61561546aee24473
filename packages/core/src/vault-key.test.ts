import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { crc32 } from './crc32.ts'
import { formatVaultKey, holdsVaultKey, readVaultKey, vaultKeysIn } from './vault-key.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const lookups = fc.string({ unit: fc.constantFrom(...BASE62), minLength: 16, maxLength: 16 })
const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 })
const keys = fc.tuple(lookups, secrets).map(([lookup, secret]) => formatVaultKey(lookup, secret))

test('every vault key has the one form and reads back to its public part', () => {
  fc.assert(
    fc.property(lookups, secrets, (lookup, secret) => {
      const key = formatVaultKey(lookup, secret)
      assert.match(key, /^vault_key_[0-9A-Za-z]{65}$/)
      assert.deepEqual(readVaultKey(key), { lookup })
    }),
    {
      examples: [
        ['0'.repeat(16), new Uint8Array(32)],
        ['z'.repeat(16), new Uint8Array(32).fill(255)],
      ],
    },
  )
})

test('different secrets make different keys', () => {
  fc.assert(
    fc.property(lookups, secrets, fc.nat(31), fc.integer({ min: 1, max: 255 }), (lookup, secret, at, flip) => {
      const other = secret.map((byte, i) => (i === at ? byte ^ flip : byte))
      assert.notEqual(formatVaultKey(lookup, secret), formatVaultKey(lookup, other))
    }),
  )
})

test('one changed, missing, added or swapped character is found', () => {
  fc.assert(
    fc.property(keys, fc.nat(74), fc.constantFrom(...BASE62, '_', '-', ' ', 'é'), (key, at, char) => {
      if (char !== key[at]) assert.equal(readVaultKey(key.slice(0, at) + char + key.slice(at + 1)), null)
      assert.equal(readVaultKey(key.slice(0, at) + key.slice(at + 1)), null)
      assert.equal(readVaultKey(key.slice(0, at) + char + key.slice(at)), null)
      const swapped = key.slice(0, at) + (key[at + 1] ?? '') + key[at] + key.slice(at + 2)
      if (swapped !== key) assert.equal(readVaultKey(swapped), null)
    }),
  )
})

test('what is no vault key is none', () => {
  for (const text of [
    '',
    'vault_key_',
    'sk_test_123',
    `vault_key_${'0'.repeat(65)}`,
    ` ${formatVaultKey('0'.repeat(16), new Uint8Array(32))}`,
  ])
    assert.equal(readVaultKey(text), null)
})

test('parts of another length make no key', () => {
  assert.throws(() => formatVaultKey('short', new Uint8Array(32)), RangeError)
  assert.throws(() => formatVaultKey('-'.repeat(16), new Uint8Array(32)), RangeError)
  assert.throws(() => formatVaultKey('0'.repeat(16), new Uint8Array(31)), RangeError)
})

test('the checksum is the CRC-32 that everyone computes', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => assert.equal(crc32(text), zlibCrc32(text))))
  assert.equal(crc32('123456789'), 0xcbf43926)
})

test('a key is found wherever it stands in a text, whole or but for its checksum', () => {
  fc.assert(
    fc.property(keys, fc.string(), fc.string(), (key, before, behind) => {
      assert.ok(holdsVaultKey(before + key + behind))
      assert.ok(holdsVaultKey(`vault_key_${key}`) && holdsVaultKey(`x${key}x`))
      assert.ok(holdsVaultKey(key.slice(0, -6)) && holdsVaultKey(`${key.slice(0, -1)}-`))
      assert.ok(holdsVaultKey(`a=${key.slice(0, 12)}%${key.charCodeAt(12).toString(16)}${key.slice(13)}`))
      assert.deepEqual(vaultKeysIn(`vault_key_ ${key} ${key}`), [key, key])
    }),
  )
})

test('what only speaks of vault keys holds none', () => {
  for (const text of [
    '',
    'vault_key_',
    'metadata[vault_key_id]',
    'see vault_key_docs',
    'vault_key_rotator/1.0',
    'vault_key_01JABCDEFGHJKMNPQRSTVWXYZ0',
    `vault_key_${'0'.repeat(58)}`,
    `vault_key_${'0'.repeat(30)}_${'0'.repeat(40)}`,
  ]) {
    assert.equal(holdsVaultKey(text), false, text)
    assert.deepEqual(vaultKeysIn(text), [])
  }
})
