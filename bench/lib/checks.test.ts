import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checksOfBooks, checksOfTurns } from './checks.ts'

const EVEN = { unsentCalls: 2, keyCalls: 102, keySpentUsd: 1_000, auditCalls: 102, auditSpentUsd: 1_000 }
const NOTHING = { throughput: [], latency: [], ledgers: [], keys: [], memory: [], fleet: [], fsync: [] }
const COST = { cpuUsPerRequest: 1, foreignShare: 0, stolenShare: 0 }

const failedOf = (checks: ReturnType<typeof checksOfTurns>): readonly string[] =>
  checks.filter(({ ok }) => !ok).map(({ what }) => what)

test('books that equal what the upstream served pass, less the calls that never left', () => {
  assert.deepEqual(failedOf(checksOfBooks('keybrake', EVEN, 100)), [])
})

test('one call or one dollar more or less in any book is found', () => {
  for (const [change, served] of [
    [{ keyCalls: 103 }, 100],
    [{ auditCalls: 101 }, 100],
    [{ keySpentUsd: 999 }, 100],
    [{ auditSpentUsd: 1_001 }, 100],
    [{}, 101],
  ] as const)
    assert.notDeepEqual(failedOf(checksOfBooks('keybrake', { ...EVEN, ...change }, served)), [], JSON.stringify(change))
})

test('a peer may be overrun at a fixed rate, Keybrake may not', () => {
  const turn = (target: string) => ({
    ...{ target, callsPerSecond: 3_000, round: 1, answersPerSecond: 100, p50Us: 1, p99Us: 1, p999Us: 1, bad: 5 },
    ...{ lateP99Us: 1, ...COST },
  })
  assert.deepEqual(failedOf(checksOfTurns({ ...NOTHING, latency: [turn('hono/proxy'), turn('keybrake, lease')] })), [
    'keybrake, lease at 3000 calls/s, round 1: every answer is a success',
  ])
})

test('a ledger that counts one reservation fewer than it answered is found', () => {
  const turn = { target: 'a ledger', budgets: 1, round: 1, perSecond: 1, p50Us: 1, p99Us: 1, cpuUsPerReservation: 1 }
  const checks = checksOfTurns({ ...NOTHING, ledgers: [{ ...turn, reserved: 10, counted: 9 }] })
  assert.equal(failedOf(checks).length, 1)
})
