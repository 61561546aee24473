import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DayReset, WINDOWS } from './budget.ts'
import { remaining } from './budget.ts'
import { microUsd } from './money.ts'
import { DAY_MS, HOUR_MS, type Instant, instant, MONTH_MS } from './time.ts'
import { isTimezone } from './timezone.ts'
import { windowEnd, windowStart } from './windows.ts'

const ZONES = [
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'UTC',
]
const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) }).map(instant)
const resets = fc.oneof(
  fc.constant<DayReset>({ kind: 'anchored' }),
  fc.constantFrom(...ZONES).map((timezone): DayReset => ({ kind: 'midnight', timezone })),
)
const at = (text: string): Instant => instant(Date.parse(text))
const iso = (time: Instant | null): string | null => (time === null ? null : new Date(time).toISOString())

const inZone = (timezone: string): { anchor: Instant; dayReset: DayReset } => ({
  anchor: instant(0),
  dayReset: { kind: 'midnight', timezone },
})
function day(timezone: string, time: string): [string | null, string | null, number] {
  const budget = inZone(timezone)
  const start = windowStart('day', budget, at(time))
  const end = windowEnd('day', budget, at(time))
  return [iso(start), iso(end), ((end ?? start) - start) / HOUR_MS]
}

test('every instant lies in exactly one window, and windows join without gaps', () => {
  fc.assert(
    fc.property(instants, instants, resets, fc.constantFrom(...WINDOWS), (anchor, time, dayReset, window) => {
      const budget = { anchor, dayReset }
      const start = windowStart(window, budget, time)
      const end = windowEnd(window, budget, time)
      if (end === null) return assert.equal(window, 'total')
      assert.ok(start <= time && time < end)
      for (const inside of [start, instant(end - 1)]) {
        assert.equal(windowStart(window, budget, inside), start)
        assert.equal(windowEnd(window, budget, inside), end)
      }
      assert.equal(windowStart(window, budget, end), end)
      assert.equal(windowEnd(window, budget, instant(start - 1)), start)
    }),
    { numRuns: 1000 },
  )
})

test('hour, day and month are counted from the anchor', () => {
  const budget = { anchor: at('2026-01-01T10:20:30.456Z'), dayReset: { kind: 'anchored' } } as const
  for (const [window, period] of [
    ['hour', HOUR_MS],
    ['day', DAY_MS],
    ['month', MONTH_MS],
  ] as const) {
    assert.equal(windowStart(window, budget, budget.anchor), budget.anchor)
    assert.equal(windowEnd(window, budget, budget.anchor), budget.anchor + period)
    assert.equal(windowStart(window, budget, instant(budget.anchor + period - 1)), budget.anchor)
    assert.equal(windowStart(window, budget, instant(budget.anchor + 5 * period)), budget.anchor + 5 * period)
    assert.equal(windowStart(window, budget, instant(budget.anchor - 1)), budget.anchor - period)
  }
})

test('the total window begins at the anchor and never ends', () => {
  const budget = { anchor: at('2026-01-01T00:00:00Z'), dayReset: { kind: 'anchored' } } as const
  assert.equal(windowStart('total', budget, at('2036-01-01T00:00:00Z')), budget.anchor)
  assert.equal(windowEnd('total', budget, at('2036-01-01T00:00:00Z')), null)
})

test('midnight moves the day only', () => {
  const budget = { ...inZone('Europe/Berlin'), anchor: at('2026-01-01T10:20:30Z') }
  assert.equal(iso(windowStart('hour', budget, at('2026-01-01T12:00:00Z'))), '2026-01-01T11:20:30.000Z')
  assert.equal(iso(windowStart('month', budget, at('2026-01-01T12:00:00Z'))), '2026-01-01T10:20:30.000Z')
  assert.equal(iso(windowStart('day', budget, at('2026-01-01T12:00:00Z'))), '2025-12-31T23:00:00.000Z')
})

test('calendar days follow their zone through every kind of change', () => {
  assert.deepEqual(day('Europe/Berlin', '2026-06-15T12:00:00Z'), [
    '2026-06-14T22:00:00.000Z',
    '2026-06-15T22:00:00.000Z',
    24,
  ])
  assert.deepEqual(day('Europe/Berlin', '2026-03-29T12:00:00Z'), [
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    23,
  ])
  assert.deepEqual(day('Europe/Berlin', '2026-10-25T12:00:00Z'), [
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    25,
  ])
  assert.deepEqual(day('Asia/Kathmandu', '2026-06-15T18:14:59Z'), [
    '2026-06-14T18:15:00.000Z',
    '2026-06-15T18:15:00.000Z',
    24,
  ])
  // Midnight did not exist: the clock went from 23:59:59 to 01:00.
  assert.deepEqual(day('America/Sao_Paulo', '2018-11-04T12:00:00Z'), [
    '2018-11-04T03:00:00.000Z',
    '2018-11-05T02:00:00.000Z',
    23,
  ])
  // Midnight came twice: the clock went from 23:59:59 back to 23:00.
  assert.deepEqual(day('America/Sao_Paulo', '2018-02-17T12:00:00Z'), [
    '2018-02-17T02:00:00.000Z',
    '2018-02-18T03:00:00.000Z',
    25,
  ])
  // 30 December 2011 did not exist.
  assert.deepEqual(day('Pacific/Apia', '2011-12-30T09:59:59Z'), [
    '2011-12-29T10:00:00.000Z',
    '2011-12-30T10:00:00.000Z',
    24,
  ])
  assert.deepEqual(day('Pacific/Apia', '2011-12-30T10:00:00Z'), [
    '2011-12-30T10:00:00.000Z',
    '2011-12-31T10:00:00.000Z',
    24,
  ])
  // At 00:01 the clock went back to 23:01: the new day, once begun, goes on.
  assert.deepEqual(day('America/St_Johns', '2010-11-07T03:00:00Z'), [
    '2010-11-07T02:30:00.000Z',
    '2010-11-08T03:30:00.000Z',
    25,
  ])
  assert.deepEqual(day('Australia/Lord_Howe', '2026-04-04T20:00:00Z')[2], 24.5)
})

test('names of time zones are known, offsets and inventions are not', () => {
  for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia', 'Asia/Katmandu'])
    assert.ok(isTimezone(name), name)
  for (const name of ['', '+01:00', '-05', 'Europe/Atlantis', 'Berlin', ' UTC', 'UTC ', '../UTC'])
    assert.ok(!isTimezone(name), name)
  assert.throws(() => windowStart('day', inZone('Europe/Atlantis'), instant(0)), RangeError)
})

test('what remains of a cap is never below zero', () => {
  assert.equal(remaining(microUsd(10n), microUsd(3n), microUsd(2n)), 5n)
  assert.equal(remaining(microUsd(10n), microUsd(8n), microUsd(2n)), 0n)
  assert.equal(remaining(microUsd(10n), microUsd(8n), microUsd(3n)), 0n)
})
