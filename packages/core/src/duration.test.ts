import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatRateLimit, parseDuration, parseRateLimit } from './duration.ts'

test('a duration is one positive whole number with one unit', () => {
  for (const [text, ms] of [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['4h', 14_400_000],
    ['7d', 604_800_000],
    ['1w', 604_800_000],
    ['2592000s', 2_592_000_000],
  ] as const)
    assert.equal(parseDuration(text), ms)
  for (const text of [
    '',
    '0s',
    '-1m',
    '+1m',
    '1',
    'm',
    '1.5h',
    '1h30m',
    '1 h',
    ' 1h',
    '1h ',
    '1H',
    '1ms',
    '1y',
    '1e3s',
    '01h',
    '1h\n',
    '１h',
    '99999999999s',
  ])
    assert.equal(parseDuration(text), null, JSON.stringify(text))
})

test('a hundred years is the longest duration', () => {
  assert.equal(parseDuration('36525d'), 36_525 * 86_400_000)
  assert.equal(parseDuration('36526d'), null)
})

test('a rate is read and written back alike', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.constantFrom('s', 'm', 'h', 'd'), (calls, unit) => {
      const rate = parseRateLimit(`${calls}/${unit}`)
      assert.ok(rate !== null)
      assert.equal(formatRateLimit(rate), `${calls}/${unit}`)
    }),
  )
  assert.deepEqual(parseRateLimit('60/m'), { calls: 60, perMs: 60_000 })
})

test('what is no rate is none', () => {
  for (const text of [
    '',
    '60',
    '60/',
    '/m',
    '0/m',
    '-1/m',
    '1.5/m',
    '60/w',
    '60/min',
    '60 / m',
    '60/m ',
    '060/m',
    '60/M',
  ])
    assert.equal(parseRateLimit(text), null, JSON.stringify(text))
  assert.throws(() => formatRateLimit({ calls: 1, perMs: 90_000 }), RangeError)
})
