import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { pino } from 'pino'
import { startForgetting } from './forget-answers.ts'

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

test('every minute what is over is erased at the clock’s time; a fault ends nothing, stopping does', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked: number[] = []
  const forgetAnswers = (at: number): Promise<number> => {
    asked.push(at)
    return asked.length === 1 ? Promise.reject(new Error('the disk is full')) : Promise.resolve(3)
  }
  const clock = { now: () => instant(42), elapsedMs: () => 0 }
  const stop = startForgetting({ forgetAnswers }, clock, pino({ level: 'silent' }))
  for (let minute = 0; minute < 2; minute++) {
    t.mock.timers.tick(60_000)
    await settle()
  }
  assert.deepEqual(asked, [42, 42])
  await stop()
  t.mock.timers.tick(600_000)
  assert.equal(asked.length, 2)
})
