import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseInstant } from './instant-text.ts'
import { instant, toRfc3339 } from './time.ts'

test('every instant that is written reads back as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) =>
      assert.equal(parseInstant(toRfc3339(instant(ms))), ms),
    ),
  )
})

test('offsets, fractions and small letters are read', () => {
  const ms = Date.UTC(2026, 10, 22, 7, 0, 0)
  for (const text of [
    '2026-11-22T07:00:00Z',
    '2026-11-22t07:00:00z',
    '2026-11-22T08:00:00+01:00',
    '2026-11-22T01:30:00-05:30',
    '2026-11-23T06:59:00+23:59',
    '2026-11-22T07:00:00-00:00',
    '2026-11-22T07:00:00.0000009Z',
  ])
    assert.equal(parseInstant(text), ms, text)
  assert.equal(parseInstant('2026-11-22T07:00:00.5Z'), ms + 500)
  assert.equal(parseInstant('2026-11-22T07:00:00.123999Z'), ms + 123)
  assert.equal(parseInstant('2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29))
})

test('what is no time by RFC 3339, or no time at all, is refused', () => {
  for (const text of [
    '',
    '2026-11-22',
    '2026-11-22T07:00:00',
    '2026-11-22 07:00:00Z',
    '2026-11-22T07:00Z',
    '2026-11-22T07:00:00.Z',
    '2026-11-22T07:00:00+0100',
    '2026-11-22T07:00:00+01',
    '20261122T070000Z',
    '+002026-11-22T07:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T23:60:00Z',
    '2026-11-22T23:59:60Z',
    '2026-11-22T07:00:00+24:00',
    '2026-11-22T07:00:00+01:60',
    '2026-11-22T07:00:00Z ',
    ' 2026-11-22T07:00:00Z',
    '2026-11-22T07:00:00Z\n',
    '1763794800',
    'tomorrow',
  ])
    assert.equal(parseInstant(text), null, JSON.stringify(text))
})
