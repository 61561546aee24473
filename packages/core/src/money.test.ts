import assert from 'node:assert/strict'
import { test } from 'node:test'
import Big from 'big.js'
import fc from 'fast-check'
import {
  divideUp,
  formatUsd,
  MICRO_USD_MAX,
  microUsd,
  missingUsd,
  parseUsd,
  parseUsdNumber,
  usdNumber,
  ZERO_USD,
} from './money.ts'

const amounts = fc.bigInt({ min: 0n, max: MICRO_USD_MAX }).map(microUsd)
const decimals = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 9_007_199_253n }),
    fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 20 }),
  )
  .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${whole}.${fraction}`))

test('every amount written out reads back as itself, under either rounding', () => {
  fc.assert(
    fc.property(amounts, (amount) => {
      assert.equal(parseUsd(formatUsd(amount), 'down'), amount)
      assert.equal(parseUsd(formatUsd(amount), 'up'), amount)
    }),
  )
})

test('every amount below 2^33 USD is exact as a JSON number', () => {
  const below = fc.bigInt({ min: 0n, max: 2n ** 33n * 1_000_000n - 1n }).map(microUsd)
  fc.assert(
    fc.property(below, (amount) => assert.equal(JSON.stringify(usdNumber(amount)), formatUsd(amount))),
    { examples: [[ZERO_USD], [microUsd(1n)], [microUsd(2n ** 33n * 1_000_000n - 1n)]], numRuns: 1000 },
  )
})

test('reading agrees with big.js: a cap rounds down to a micro-USD, a cost up', () => {
  fc.assert(
    fc.property(decimals, (text) => {
      for (const [rounding, mode] of [
        ['down', 0],
        ['up', 3],
      ] as const)
        assert.equal(parseUsd(text, rounding), BigInt(new Big(text).times('1000000').round(0, mode).toFixed()))
    }),
  )
})

test('writing agrees with big.js', () => {
  fc.assert(fc.property(amounts, (amount) => assert.equal(formatUsd(amount), new Big(amount).div('1000000').toFixed())))
})

test('the largest amount is read, one micro-USD more is not', () => {
  assert.equal(parseUsd('9007199254.740991', 'up'), MICRO_USD_MAX)
  assert.equal(parseUsd('9007199254.740992', 'down'), null)
  assert.equal(parseUsd('9007199254.7409911', 'up'), null)
})

test('what is not a plain decimal is no amount', () => {
  for (const text of [
    '',
    '-1',
    '+1',
    '1e3',
    '1E3',
    '.5',
    '1.',
    '01',
    '1,5',
    ' 1',
    '1 ',
    '0x10',
    'NaN',
    '١',
    '1_000',
    '1\n',
  ])
    assert.equal(parseUsd(text, 'up'), null, JSON.stringify(text))
})

test('a JSON number reads as its plain decimal, wherever an exponent puts the point', () => {
  fc.assert(
    fc.property(decimals, fc.integer({ min: -30, max: 30 }), fc.constantFrom('e', 'E'), (text, shift, e) => {
      const source = `${text}${e}${shift}`
      const rounded = (mode: 0 | 3) => BigInt(new Big(source).times('1000000').round(0, mode).toFixed())
      for (const [rounding, mode] of [
        ['down', 0],
        ['up', 3],
      ] as const) {
        assert.equal(parseUsdNumber(source, rounding), rounded(3) > MICRO_USD_MAX ? null : rounded(mode), source)
        assert.equal(parseUsdNumber(text, rounding), parseUsd(text, rounding), text)
      }
    }),
    { numRuns: 1000 },
  )
  for (const text of ['1e+2', '100e0', '0.01E04']) assert.equal(parseUsdNumber(text, 'down'), 100_000_000n, text)
  for (const text of ['-0', '-0.0', '-0e5']) assert.equal(parseUsdNumber(text, 'up'), 0n, text)
  for (const text of ['-1', '-1e-30', '1e31', '1e-31', '1e999999999', '1e', 'e5', '1e5.0', '.5e1', '1 e5', ' 1', '01'])
    assert.equal(parseUsdNumber(text, 'up'), null, text)
})

test('an amount is never negative', () => {
  assert.throws(() => microUsd(-1n), RangeError)
  assert.equal(missingUsd(microUsd(1n), microUsd(2n)), 0n)
})

test('division rounds up exactly when something is left', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (a, b) => {
      const quotient = divideUp(a, b)
      assert.ok(quotient * b >= a && (quotient - 1n) * b < a)
    }),
  )
})
