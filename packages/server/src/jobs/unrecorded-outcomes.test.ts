import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ZERO_USD } from '@keybrake/core'
import type { CloseResult } from '@keybrake/ledger'
import { pino } from 'pino'
import { UnrecordedOutcomes } from './unrecorded-outcomes.ts'

const CLOSED: CloseResult = { status: 'closed', state: 'settled', counted: ZERO_USD, overage: ZERO_USD }
const outcomes = (): UnrecordedOutcomes => new UnrecordedOutcomes(pino({ level: 'silent' }))
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** An end of a call that the ledger refuses the first `times` times. */
function failing(times: number): { readonly tries: () => number; readonly close: () => Promise<CloseResult> } {
  let tries = 0
  return {
    tries: () => tries,
    close: () => (++tries <= times ? Promise.reject(new Error('the disk is full')) : Promise.resolve(CLOSED)),
  }
}

test('an end that could not be recorded is sent again every second until it is, and no more then', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const waiting = outcomes()
  const end = failing(2)
  waiting.add('call_1', end.close)
  assert.deepEqual([waiting.waiting, end.tries()], [1, 0])
  for (const [tries, left] of [
    [1, 1],
    [2, 1],
    [3, 0],
    [3, 0],
  ]) {
    t.mock.timers.tick(1_000)
    await settle()
    assert.deepEqual([end.tries(), waiting.waiting], [tries, left])
  }
  const later = failing(0)
  waiting.add('call_2', later.close)
  t.mock.timers.tick(1_000)
  await settle()
  assert.deepEqual([later.tries(), waiting.waiting], [1, 0])
  waiting.stop()
})

test('one that never succeeds keeps no other waiting for good', async () => {
  const waiting = outcomes()
  const never = failing(Number.POSITIVE_INFINITY)
  const others = [failing(0), failing(0)]
  waiting.add('call_1', never.close)
  others.forEach((other, index) => waiting.add(`call_${index + 2}`, other.close))
  await waiting.retry()
  await waiting.retry()
  assert.deepEqual(
    others.map((other) => other.tries()),
    [1, 1],
  )
  assert.equal(waiting.waiting, 1)
  waiting.stop()
})

test('while the ledger cannot commit, it is asked once a round and not once a call', async () => {
  const waiting = outcomes()
  const ends = Array.from({ length: 50 }, () => failing(1_000))
  ends.forEach((end, index) => waiting.add(`call_${index}`, end.close))
  await waiting.retry()
  assert.equal(
    ends.reduce((sum, end) => sum + end.tries(), 0),
    1,
  )
  waiting.stop()
})

test('after the stop nothing is tried any more', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const waiting = outcomes()
  const end = failing(5)
  waiting.add('call_1', end.close)
  waiting.stop()
  t.mock.timers.tick(5_000)
  await settle()
  assert.equal(end.tries(), 0)
})
