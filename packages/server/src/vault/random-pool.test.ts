import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withRandomBytes } from './random-pool.ts'

test('no bytes are given twice, over many fillings and in any size', () => {
  const seen = new Set<string>()
  let taken = 0
  for (let count = 16; taken < 200_000; count = count === 64 ? 16 : count + 1) {
    withRandomBytes(count, (bytes) => {
      assert.equal(bytes.length, count)
      // Also where two pieces overlapped, one of them would begin with what the other holds.
      for (let from = 0; from + 16 <= count; from += 16) {
        const piece = bytes.toString('hex', from, from + 16)
        assert.ok(!seen.has(piece))
        seen.add(piece)
      }
    })
    taken += count
  }
})

test('bits are even, up to the last byte of a filling', () => {
  const ones = Array.from({ length: 4_096 }, () => 0)
  for (let filling = 0; filling < 200; filling++)
    withRandomBytes(4_096, (bytes) => bytes.forEach((byte, index) => (ones[index] = (ones[index] ?? 0) + (byte & 1))))
  // Of 200 tosses, 41 to 159 heads: eight deviations wide.
  for (const [index, count] of ones.entries()) assert.ok(count > 40 && count < 160, `${count} of byte ${index}`)
})

test('bytes are erased when their use is over, also where it fails', () => {
  const kept: Buffer[] = []
  withRandomBytes(48, (bytes) => kept.push(bytes))
  assert.throws(() =>
    withRandomBytes(48, (bytes) => {
      kept.push(bytes)
      throw new Error('no use')
    }),
  )
  for (const bytes of kept) assert.ok(bytes.every((byte) => byte === 0))
  assert.throws(() => withRandomBytes(4_097, () => null), RangeError)
})
