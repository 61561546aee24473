import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRounds, type Stopping, whileLeading } from './rounds.ts'

const failed = (error: unknown): never => assert.fail(String(error))
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

test('a round begins when the pause after the one before is over, however long that one took', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const ends: (() => void)[] = []
  const stop = startRounds(1_000, () => new Promise<void>((resolve) => ends.push(resolve)), failed)
  t.mock.timers.tick(999)
  assert.equal(ends.length, 0)
  t.mock.timers.tick(1)
  t.mock.timers.tick(60_000)
  assert.equal(ends.length, 1)
  ends[0]?.()
  await turns()
  t.mock.timers.tick(1_000)
  assert.equal(ends.length, 2)
  ends[1]?.()
  await stop()
})

test('what a round throws is told, and the next one comes', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const faults: unknown[] = []
  let rounds = 0
  const round = (): Promise<void> =>
    ++rounds === 1 ? Promise.reject(new Error('the disk is full')) : Promise.resolve()
  const stop = startRounds(1_000, round, (error) => faults.push(error))
  t.mock.timers.tick(1_000)
  await turns()
  t.mock.timers.tick(1_000)
  await turns()
  assert.deepEqual([rounds, faults.length], [2, 1])
  await stop()
})

test('stopping tells the round under way, waits for it, and begins no other', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let asked: Stopping = () => false
  let end: () => void = () => undefined
  let rounds = 0
  const stop = startRounds(
    1_000,
    (stopping) => {
      rounds++
      asked = stopping
      return new Promise<void>((resolve) => (end = resolve))
    },
    failed,
  )
  t.mock.timers.tick(1_000)
  assert.equal(asked(), false)
  let stopped = false
  const stopping = stop().then(() => (stopped = true))
  assert.equal(asked(), true)
  await turns()
  assert.equal(stopped, false)
  end()
  await stopping
  t.mock.timers.tick(60_000)
  await turns()
  assert.equal(rounds, 1)
})

test('a round is for the process that leads, and ends when another does', async () => {
  let leads = false
  let others = 0
  const asked: boolean[] = []
  const round = whileLeading(
    () => leads,
    (stopping) => {
      asked.push(stopping())
      leads = false
      asked.push(stopping())
      return Promise.resolve()
    },
    () => others++,
  )
  await round(() => false)
  assert.deepEqual([asked, others], [[], 1])
  leads = true
  await round(() => false)
  assert.deepEqual([asked, others], [[false, true], 1])
})
