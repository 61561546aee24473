import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesToBase62, toBase62 } from './base62.ts'

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

test('bytes have the digits of their number, whatever its size', () => {
  const pairs = fc
    .uint8Array({ minLength: 1, maxLength: 16 })
    .map((half) => Uint8Array.of(...half, ...half.toReversed()))
  fc.assert(
    fc.property(pairs, fc.nat(3), (bytes, more) => {
      // A byte is less than two digits.
      const width = 2 * bytes.length + more
      assert.equal(bytesToBase62(bytes, width), toBase62(numberOf(bytes), width))
    }),
  )
  assert.equal(bytesToBase62(new Uint8Array(32).fill(255), 43), toBase62((1n << 256n) - 1n, 43))
  assert.equal(bytesToBase62(new Uint8Array(4), 6), '000000')
})

test('a number that needs more digits is refused', () => {
  assert.equal(bytesToBase62(Uint8Array.of(15, 3), 2), 'zz')
  for (const [bytes, width] of [
    [[15, 4], 2],
    [[1, 0, 0, 0], 2],
    [[0, 62], 1],
    [[255, 255], 1],
  ] as const)
    assert.throws(() => bytesToBase62(Uint8Array.of(...bytes), width), RangeError)
})
