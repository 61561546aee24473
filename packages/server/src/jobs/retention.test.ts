import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS, instant } from '@keybrake/core'
import { pino } from 'pino'
import { startRetention } from './retention.ts'

const LOG = pino({ level: 'silent' })
const NOW = 100 * DAY_MS
const clock = { now: () => instant(NOW), elapsedMs: () => 0 }
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

test('every hour what is older than the retention is dropped; a fault ends nothing, stopping does', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked: number[] = []
  const dropBefore = (at: number): Promise<number> => {
    asked.push(at)
    return asked.length === 1 ? Promise.reject(new Error('the disk is failing')) : Promise.resolve(2)
  }
  const stop = startRetention(90 * DAY_MS, { dropBefore }, clock, LOG)
  t.mock.timers.tick(3_599_999)
  assert.deepEqual(asked, [])
  for (let hour = 0; hour < 2; hour++) {
    t.mock.timers.tick(3_600_000)
    await settle()
  }
  assert.deepEqual(asked, [10 * DAY_MS, 10 * DAY_MS])
  await stop()
  t.mock.timers.tick(10 * 3_600_000)
  assert.equal(asked.length, 2)
})

test('without a retention nothing is ever dropped', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const dropBefore = (): Promise<number> => assert.fail('it was')
  const stop = startRetention(null, { dropBefore }, clock, LOG)
  t.mock.timers.tick(100 * 3_600_000)
  await settle()
  await stop()
})
