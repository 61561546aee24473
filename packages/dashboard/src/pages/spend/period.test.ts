import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asQuery, before, periodOf } from './period.ts'

process.env['TZ'] = 'Europe/Berlin'
const NOW = Date.UTC(2026, 0, 31, 9, 42, 17)

test('a period ends with the hour or day that now lies in, and has whole ones only', () => {
  const hours = asQuery(periodOf('24h', NOW, 'local'))
  assert.deepEqual(hours, { from: '2026-01-30T10:00:00.000Z', to: '2026-01-31T10:00:00.000Z' })
  const days = asQuery(periodOf('7d', NOW, 'UTC'))
  assert.deepEqual(days, { from: '2026-01-25T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' })
})

test('days of this browser begin at its midnight, also over a change of its clocks', () => {
  const winter = asQuery(periodOf('7d', NOW, 'local'))
  assert.deepEqual(winter, { from: '2026-01-24T23:00:00.000Z', to: '2026-01-31T23:00:00.000Z' })
  const spring = asQuery(periodOf('7d', Date.UTC(2026, 3, 1, 12), 'local'))
  assert.deepEqual(spring, { from: '2026-03-25T23:00:00.000Z', to: '2026-04-01T22:00:00.000Z' })
})

test('the period before ends where this one begins, and is as long', () => {
  const earlier = asQuery(before(periodOf('7d', NOW, 'UTC')))
  assert.deepEqual(earlier, { from: '2026-01-18T00:00:00.000Z', to: '2026-01-25T00:00:00.000Z' })
})

test('a period nobody knows is the last 24 hours', () => {
  assert.deepEqual(periodOf('1y', NOW, 'UTC'), periodOf('24h', NOW, 'UTC'))
  assert.equal(periodOf(undefined, NOW, 'UTC').per, 'hour')
})
