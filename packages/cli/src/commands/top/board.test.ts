import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BudgetLine, VaultEvent } from '@keybrake/client'
import { Board, RATE_MS } from './board.ts'

const line = (remaining: number): BudgetLine => ({
  budget: 'run:a',
  kind: 'run',
  window: 'day',
  cap_usd: 60,
  spent_usd: 60 - remaining,
  held_usd: 0,
  remaining_usd: remaining,
  resets_at: null,
})
const call = (id: string, reserved: number): VaultEvent => ({
  kind: 'call',
  id: `e-${id}`,
  data: { call_id: id, time: '', run: 'a', reserved_usd: reserved, budgets: [line(60 - reserved)] },
})
const outcome = (id: string, state: 'settled' | 'released' | 'unknown', cost: number): VaultEvent => ({
  kind: 'outcome',
  id: `o-${id}`,
  data: { call_id: id, time: '', state, cost_usd: cost, budgets: [line(60 - cost)] },
})
const only = (board: Board, nowMs = 0) => {
  const [first, second] = board.lines(nowMs)
  assert.equal(second, undefined)
  assert.ok(first !== undefined)
  return first
}

test('a hold becomes what the call cost, in the run that the call was of', () => {
  const board = new Board('run')
  board.take(call('1', 0.1), 0)
  board.take(call('2', 0.2), 0)
  assert.equal(only(board).held, 300_000n)
  board.take(outcome('1', 'settled', 0.1), 0)
  board.take(outcome('2', 'settled', 0.15), 0)
  assert.deepEqual([only(board).spent, only(board).held, only(board).calls], [250_000n, 0n, 2])
})

test('what was released is not spent, what is unknown stays held', () => {
  const board = new Board('run')
  board.take(call('1', 5), 0)
  board.take(outcome('1', 'released', 0), 0)
  assert.deepEqual([only(board).spent, only(board).held], [0n, 0n])
  board.take(call('2', 7), 0)
  board.take(outcome('2', 'unknown', 7), 0)
  assert.deepEqual([only(board).spent, only(board).held], [0n, 7_000_000n])
  board.take(outcome('2', 'settled', 6), 0)
  assert.deepEqual([only(board).spent, only(board).held], [6_000_000n, 0n])
})

test('refusals that share a row are counted each', () => {
  const board = new Board('run')
  const refused = (more: object): VaultEvent => ({
    kind: 'refused',
    id: 'r',
    data: { call_id: 'x', time: '', run: 'a', budgets: [], ...more },
  })
  board.take(refused({}), 0)
  board.take(refused({ more_refusals: 41 }), 0)
  assert.equal(only(board).refused, 42)
})

test('what is left follows the run’s own budget, also upward', () => {
  const board = new Board('run')
  board.take(call('1', 20), 0)
  assert.equal(only(board).left, 40_000_000n)
  board.take(outcome('1', 'released', 0), 0)
  assert.equal(only(board).left, 60_000_000n)
  assert.equal(only(board).cap, 60_000_000n)
})

test('the rate is of the last seconds only', () => {
  const board = new Board('run')
  for (let n = 0; n < 20; n++) board.take(call(`${n}`, 0), n)
  assert.equal(only(board, 20).rate, 2)
  assert.equal(only(board, RATE_MS + 20).rate, 0)
})
