import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audit, keys as keyOperations } from '@keybrake/contract'
import type { CallRow, Key } from '../../api/types.ts'
import { laneText, markOf, nearestMark, timelineOf } from './lanes.ts'

const START = Date.UTC(2026, 0, 31, 9)
const MINUTE_MS = 60_000
const at = (minutes: number): string => new Date(START + minutes * MINUTE_MS).toISOString()

const KEY = keyOperations.readKey.answer.example as Key
const ROW = audit.readAudit.answer.example as CallRow
const key = (id: string, more: Partial<Key> = {}): Key => ({
  ...KEY,
  id,
  run: 'r',
  created_at: at(0),
  expires_at: at(60),
  status: 'active',
  ...more,
})
const row = (id: string, keyId: string, minutes: number, more: Partial<CallRow> = {}): CallRow => ({
  ...ROW,
  call_id: id,
  key_id: keyId,
  time: at(minutes),
  budgets: [],
  ...more,
})

test('each key has a lane in the order of joining, from when it joined', () => {
  const timeline = timelineOf(
    'r',
    [row('1', 'a', 10)],
    [key('b', { created_at: at(5) }), key('a')],
    START + 10 * MINUTE_MS,
  )
  assert.deepEqual(
    timeline.lanes.map(({ keyId, from }) => [keyId, from.toFixed(2)]),
    [
      ['a', '0.00'],
      ['b', '0.50'],
    ],
  )
})

test('a lane ends where its key was revoked or expired, and says which', () => {
  const keys = [
    key('a', { revoked_at: at(4), status: 'revoked' }),
    key('b', { expires_at: at(8), status: 'expired' }),
    key('c'),
  ]
  const { lanes } = timelineOf('r', [], keys, START + 10 * MINUTE_MS)
  assert.deepEqual(
    lanes.map(({ ended }) => ended),
    ['revoked', 'expired', null],
  )
  assert.ok((lanes[0]?.to ?? 1) < (lanes[1]?.to ?? 0))
})

test('calls that stand together are one mark, kinds apart; refusals that share a row all count', () => {
  const rows = [
    row('1', 'a', 1),
    row('2', 'a', 1.01),
    row('3', 'a', 1.02, { decision: 'refused', state: null, code: 'cap_exhausted', count: 40 }),
    row('4', 'a', 9),
  ]
  const [lane] = timelineOf('r', rows, [key('a')], START + 10 * MINUTE_MS).lanes
  assert.deepEqual(
    lane?.marks.map(({ kind, count, callId }) => [kind, count, callId]),
    [
      ['settled', 2, '1'],
      ['refused', 40, '3'],
      ['settled', 1, '4'],
    ],
  )
})

test('the curve is what the budget of the run stood at after each call, where that was told at once', () => {
  const line = { ...ROW.budgets[0], budget: 'run:r', kind: 'run' } as CallRow['budgets'][number]
  const rows = [
    row('2', 'a', 2, { budgets: [{ ...line, spent_usd: 30, held_usd: 5 }] }),
    row('1', 'a', 1, {
      budgets: [
        { ...line, spent_usd: 10, held_usd: 0 },
        { ...line, window: 'day', spent_usd: 4, held_usd: 0 },
      ],
    }),
    row('3', 'a', 3),
    { ...row('4', 'a', 1.5, { budgets: [{ ...line, spent_usd: 90, held_usd: 0 }] }), resolved_by: 'reconciler' },
  ]
  assert.deepEqual(
    timelineOf('r', rows, [key('a')], START + 10 * MINUTE_MS).curve.map(({ counted }) => counted),
    [10_000_000n, 35_000_000n],
  )
})

test('rows of a key that is not listed still have a lane', () => {
  const { lanes } = timelineOf('r', [row('1', 'gone', 1)], [], START + 10 * MINUTE_MS)
  assert.deepEqual(
    lanes.map(({ keyId, marks }) => [keyId, marks.length]),
    [['gone', 1]],
  )
})

test('what a call was decides its mark', () => {
  assert.equal(markOf({ decision: 'refused', state: null }), 'refused')
  assert.equal(markOf({ decision: 'allowed', state: 'assumed' }), 'settled')
  assert.equal(markOf({ decision: 'allowed', state: 'released' }), 'free')
  assert.equal(markOf({ decision: 'allowed', state: 'unknown' }), 'unknown')
})

test('what is idle takes a fifth of the axis at most', () => {
  const { from, to } = timelineOf('r', [row('1', 'a', 10)], [key('a')], START + 300 * MINUTE_MS)
  assert.deepEqual([from - START, to - START], [0, 12 * MINUTE_MS])
})

test('a lane in words, and the mark that a press means', () => {
  const rows = [
    row('1', 'a', 1),
    row('2', 'a', 5, { decision: 'refused', state: null, code: 'cap_exhausted', count: 40 }),
    row('3', 'a', 9),
  ]
  const [lane] = timelineOf(
    'r',
    rows,
    [key('a', { revoked_at: at(9.5), status: 'revoked' })],
    START + 10 * MINUTE_MS,
  ).lanes
  assert.ok(lane)
  assert.equal(laneText(lane), '2 settled, 40 refused, revoked')
  assert.equal(nearestMark(lane.marks, 0.51)?.callId, '2')
  assert.equal(nearestMark(lane.marks, 0.3), null)
  assert.equal(nearestMark([], 0.5), null)
})
