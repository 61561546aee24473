import assert from 'node:assert/strict'
import { test } from 'node:test'
import { microsOf, microsText, percentOf, sumUsd, usdShort, usdText } from './money.ts'

test('a wire amount becomes micro-USD without a digit lost, up to fifteen of them', () => {
  assert.equal(microsOf(0.1), 100_000n)
  assert.equal(microsOf(29.99), 29_990_000n)
  assert.equal(microsOf(999_999_999.999999), 999_999_999_999_999n)
  assert.equal(microsOf(0.000001), 1n)
})

test('sums are exact where floats are not', () => {
  assert.notEqual(0.1 + 0.2, 0.3)
  assert.equal(sumUsd([0.1, 0.2]), 300_000n)
})

test('cents always, further decimals only where they say something', () => {
  assert.equal(usdText(0), '$0.00')
  assert.equal(usdText(12.5), '$12.50')
  assert.equal(usdText(1234567.5), '$1,234,567.50')
  assert.equal(usdText(0.0079), '$0.0079')
  assert.equal(usdText(0.000001), '$0.000001')
  assert.equal(usdText(100), '$100.00')
  assert.equal(microsText(-1_500_000n), '−$1.50')
})

test('the short form rounds down, so that it never shows more than there is', () => {
  assert.equal(usdShort(9.5), '$9.50')
  assert.equal(usdShort(60), '$60')
  assert.equal(usdShort(9_999), '$9999')
  assert.equal(usdShort(12_499), '$12.4k')
  assert.equal(usdShort(1_999_999), '$1.9M')
  assert.equal(usdShort(2_000_000_000), '$2B')
})

test('a share is between 0 and 100, and a cap of zero is full', () => {
  assert.equal(percentOf(29.99, 60), 49.98)
  assert.equal(percentOf(61, 60), 100)
  assert.equal(percentOf(0, 60), 0)
  assert.equal(percentOf(0, 0), 100)
})
