import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, readVaultKey } from '@keybrake/core'
import { Keyring } from './keyring.ts'

const NOW = instant(Date.UTC(2026, 0, 31))
const MASTER = Buffer.alloc(32, 7)
const keyring = new Keyring(MASTER)
const other = new Keyring(Buffer.alloc(32, 8))

/** Everything the keyring derives from one text. */
const derived = (ring: Keyring): readonly string[] => {
  const { bearer, lookup } = ring.deriveVaultKey('key_1')
  return [
    ring.sealing.export().toString('base64url'),
    ring.answers.export().toString('base64url'),
    ring.checkpoint.toString('base64url'),
    ring.mac('keybrake'),
    ring.reference('keybrake'),
    ring.checkValue(),
    bearer,
    lookup,
  ]
}

test('no two purposes and no two master keys share anything', () => {
  const all = [...derived(keyring), ...derived(other)]
  assert.equal(new Set(all).size, all.length)
  assert.ok(!all.includes(MASTER.toString('base64url')))
})

test('the same master key gives the same keys at every start', () => {
  assert.deepEqual(derived(new Keyring(Buffer.alloc(32, 7))), derived(keyring))
})

test('every mac has one size, whatever it is of', () => {
  for (const text of ['', 'a', 'a'.repeat(10_000)]) {
    assert.match(keyring.mac(text), /^[\w-]{43}$/)
    assert.match(keyring.reference(text), /^[\w-]{43}$/)
  }
  assert.match(keyring.checkValue(), /^[\w-]{43}$/)
  assert.deepEqual([keyring.checkpoint.length, keyring.sealing.symmetricKeySize], [32, 32])
})

test('a bearer matches its own mac only', () => {
  const { bearer } = keyring.randomVaultKey(NOW)
  const mac = keyring.mac(bearer)
  assert.ok(keyring.matches(bearer, mac))
  for (const [text, stored] of [
    [`${bearer} `, mac],
    [bearer.slice(0, -1), mac],
    ['', mac],
    [bearer, ''],
    [bearer, `${mac}x`],
    [bearer, bearer],
    [bearer, other.mac(bearer)],
  ] as const)
    assert.ok(!keyring.matches(text, stored))
})

test('a derived vault key is the same for its id and no other, and has the form of one', () => {
  const first = keyring.deriveVaultKey('key_1')
  assert.deepEqual(keyring.deriveVaultKey('key_1'), first)
  const second = keyring.deriveVaultKey('key_2')
  assert.notEqual(first.bearer, second.bearer)
  assert.notEqual(first.lookup, second.lookup)
  for (const { bearer, lookup } of [first, second, keyring.randomVaultKey(NOW)])
    assert.deepEqual(readVaultKey(bearer), { lookup })
})

test('a thousand random vault keys are all different', () => {
  const keys = Array.from({ length: 1_000 }, () => keyring.randomVaultKey(NOW))
  assert.equal(new Set(keys.map(({ lookup }) => lookup)).size, 1_000)
  assert.equal(new Set(keys.map(({ bearer }) => bearer)).size, 1_000)
})

test('public parts sort by the time of issue, and those of one moment differ', () => {
  const moments = [0, 1, NOW - 1, NOW, NOW + 1, NOW + 86_400_000, 4_102_444_800_000]
  const lookups = moments.flatMap((at) => [1, 2].map(() => keyring.randomVaultKey(instant(at)).lookup))
  const heads = lookups.map((lookup) => lookup.slice(0, 8))
  assert.deepEqual(heads, heads.toSorted())
  assert.equal(new Set(heads).size, moments.length)
  assert.equal(new Set(lookups).size, lookups.length)
})
