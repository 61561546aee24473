import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import type { Ledger } from '@keybrake/ledger'
import { pino } from 'pino'
import { startAssuming } from './assume.ts'

const LOG = pino({ level: 'silent' })
const CLOCK = { now: () => instant(42), elapsedMs: () => 0 }
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

test('every minute the ledger is asked at the clock’s time, a fault ends nothing, and stopping stops', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const asked: number[] = []
  const ledger = {
    assume: (at: number) => {
      asked.push(at)
      return asked.length === 1 ? Promise.reject(new Error('the disk is full')) : Promise.resolve(1)
    },
  } as unknown as Ledger
  const stop = startAssuming(ledger, CLOCK, LOG)
  t.mock.timers.tick(59_999)
  assert.equal(asked.length, 0)
  t.mock.timers.tick(1)
  await settle()
  t.mock.timers.tick(60_000)
  await settle()
  assert.deepEqual(asked, [42, 42])
  stop()
  t.mock.timers.tick(600_000)
  assert.equal(asked.length, 2)
})
