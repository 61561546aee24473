import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LiveEvent, rowOf } from '../../api/live/call-event.ts'
import { LiveCalls } from '../../api/live/live-calls.ts'
import type { CallRow } from '../../api/types.ts'
import { feedRows, minuteOf } from './feed-rows.ts'

const NOW = Date.parse('2026-11-29T23:00:00Z')

const admitted = (id: string, facts: Record<string, unknown> = {}): LiveEvent => ({
  kind: 'call',
  facts: { call_id: id, key_id: 'key_1', time: new Date(NOW).toISOString(), state: 'held', reserved_usd: 1, ...facts },
})
const settled = (id: string): LiveEvent => ({ kind: 'outcome', facts: { call_id: id, state: 'settled', cost_usd: 1 } })

function read(id: string, facts: Record<string, unknown> = {}): CallRow {
  const row = rowOf(admitted(id, facts))
  assert.ok(row)
  return row
}

function liveWith(...events: readonly LiveEvent[]): LiveCalls {
  const live = new LiveCalls()
  for (const event of events) live.apply(event)
  return live
}

const ids = (rows: readonly CallRow[]) => rows.map(({ call_id }) => call_id)
const base = { filter: {}, stoppedAt: null, now: NOW }

test('live rows come before those that were read, and none twice', () => {
  const live = liveWith(admitted('b'), admitted('c'))
  const { rows, waiting } = feedRows({ ...base, live, read: [read('b'), read('a')] })
  assert.deepEqual(ids(rows), ['c', 'b', 'a'])
  assert.deepEqual(waiting, [])
})

test('a stopped list takes no new rows and counts them, but its own go on to their end', () => {
  const live = liveWith(admitted('a'))
  const stoppedAt = live.added
  for (const event of [admitted('b'), settled('a'), admitted('c')]) live.apply(event)
  const { rows, waiting } = feedRows({ ...base, live, read: [read('c'), read('old')], stoppedAt })
  assert.deepEqual(ids(rows), ['a', 'old'], 'what was read meanwhile does not let a new row in')
  assert.equal(rows[0]?.state, 'settled')
  assert.deepEqual(ids(waiting), ['c', 'b'])
})

test('the filter holds for live rows, for those waiting, and for rows that change', () => {
  const live = liveWith(admitted('a', { vendor: 'stripe' }), admitted('b', { vendor: 'twilio' }))
  assert.deepEqual(ids(feedRows({ ...base, live, read: [], filter: { vendor: 'twilio' } }).rows), ['b'])
  assert.deepEqual(ids(feedRows({ ...base, live, read: [], filter: { vendor: 'twilio' }, stoppedAt: 0 }).waiting), [
    'b',
  ])
  live.apply(settled('old'))
  assert.deepEqual(
    ids(feedRows({ ...base, live, read: [read('old')], filter: { state: 'held' } }).rows),
    ['b', 'a'],
    'a hold that ended is no longer among the held',
  )
})

test('the last minute counts refusals that share a row', () => {
  const rows = [
    read('b', {}),
    { ...read('a'), decision: 'refused' as const, count: 40 },
    read('old', { time: new Date(NOW - 61_000).toISOString() }),
  ]
  assert.deepEqual(minuteOf(rows, NOW, true), { calls: 41, refused: 40, isAll: true })
  assert.deepEqual(
    minuteOf(rows.slice(0, 2), NOW, true),
    { calls: 41, refused: 40, isAll: false },
    'there are older ones',
  )
  assert.deepEqual(minuteOf(rows.slice(0, 2), NOW, false), { calls: 41, refused: 40, isAll: true })
})
