import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Spend } from '../../api/types.ts'
import { changeText, SERIES_MAX, viewOf } from './series.ts'

const FROM = Date.UTC(2026, 0, 31, 9)
const HOUR_MS = 3_600_000
const period = { from: FROM, to: FROM + 4 * HOUR_MS, per: 'hour' } as const
type Line = Spend['data'][number]
type Rest = Spend['rest'][number]

const line = (group: string, spent: number, hour: number | null = null): Line => ({
  group,
  bucket: hour === null ? null : new Date(FROM + hour * HOUR_MS).toISOString(),
  calls: 1,
  spent_usd: spent,
  held_usd: 0,
})
const spend = (data: Line[], rest: Rest[] = [], total = 0): Spend => ({
  by: 'label',
  per: null,
  zone: 'UTC',
  data,
  rest,
  total: { calls: data.length, spent_usd: total, held_usd: 0 },
})

test('hours without spend stand in the chart as nothing', () => {
  const view = viewOf(spend([line('a', 0.1, 0), line('a', 0.2, 3)]), spend([line('a', 0.3)]), null, period)
  assert.deepEqual(view.series, [{ group: 'a', spent: [100_000n, 0n, 0n, 200_000n] }])
  assert.equal(view.buckets.length, 4)
})

test('the largest groups stand apart, the others and the rest together; nothing is lost', () => {
  const names = Array.from({ length: SERIES_MAX + 3 }, (_, index) => `g${index}`)
  const rest = { bucket: new Date(FROM).toISOString(), groups: 90, calls: 90, spent_usd: 7.5, held_usd: 0 }
  const view = viewOf(
    spend(
      names.map((name, index) => line(name, 10 - index, 0)),
      [rest],
    ),
    spend(
      names.map((name, index) => line(name, 10 - index)),
      [{ ...rest, bucket: null }],
      61.5,
    ),
    null,
    period,
  )
  assert.deepEqual(
    view.series.map(({ group }) => group),
    [...names.slice(0, SERIES_MAX), null],
  )
  assert.equal(
    view.series.reduce((total, { spent }) => total + (spent[0] ?? 0n), 0n),
    61_500_000n,
  )
  assert.equal(view.all?.spent, 61_500_000n)
  assert.equal(view.unlisted, 90)
})

test('totals are the server’s, largest first, with the period before beside', () => {
  const view = viewOf(spend([]), spend([line('small', 1), line('large', 5)]), spend([line('large', 4)], [], 4), period)
  assert.deepEqual(
    view.totals.map(({ group, spent, before }) => [group, spent, before]),
    [
      ['large', 5_000_000n, 4_000_000n],
      ['small', 1_000_000n, 0n],
    ],
  )
  assert.equal(view.all?.before, 4_000_000n)
})

test('a day that is an hour shorter shifts those after it, and makes no day twice', () => {
  const day = 24 * HOUR_MS
  const at = (hours: number): Line => line('a', 1, hours)
  const view = viewOf(spend([at(0), at(47)]), spend([]), null, { from: FROM, to: FROM + 71 * HOUR_MS, per: 'day' })
  assert.deepEqual(
    view.buckets.map((bucket) => bucket - FROM),
    [0, day, 47 * HOUR_MS],
  )
})

test('nor does one that is an hour longer', () => {
  const at = (hours: number): Line => line('a', 1, hours)
  const view = viewOf(spend([at(0), at(49)]), spend([]), null, { from: FROM, to: FROM + 73 * HOUR_MS, per: 'day' })
  assert.deepEqual(
    view.buckets.map((bucket) => (bucket - FROM) / HOUR_MS),
    [0, 24, 49],
  )
})

test('by budget there is no sum of all', () => {
  assert.equal(viewOf(spend([]), { ...spend([line('a', 1)]), total: null }, null, period).all, null)
})

test('a change is a word people read', () => {
  assert.equal(changeText(125n, 100n), '+25 %')
  assert.equal(changeText(95n, 100n), '−5 %')
  assert.equal(changeText(5n, 0n), 'new')
  assert.equal(changeText(0n, 0n), '0 %')
})
