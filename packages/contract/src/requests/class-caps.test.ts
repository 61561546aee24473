import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type ClassCaps, MONEY_CLASSES, microUsd } from '@keybrake/core'
import { readBody } from '../read.ts'
import { changeKeyRequest } from './change-key.ts'
import { issueKeyRequest } from './issue-key.ts'

const issuing = (caps: string) =>
  readBody(issueKeyRequest, `{"vendor":"stripe","allowed_endpoints":["*"],"caps":${caps}}`)

function accepted(caps: string): ClassCaps {
  const result = issuing(caps)
  assert.ok(result.ok, inspect(result, { depth: 5 }))
  return result.value.classCaps
}

function faults(caps: string): Record<string, string> {
  const result = issuing(caps)
  assert.ok(!result.ok, 'the body was accepted')
  return Object.fromEntries(result.faults.map(({ pointer, message }) => [pointer, message]))
}

const USD = microUsd(1_000_000n)

test('an amount caps a class in all; the names of the key’s own caps, and their aliases, cap it by window', () => {
  assert.deepEqual(accepted('{"refund": 1}'), { refund: { total: USD } })
  assert.deepEqual(accepted('{"refund": "1.00"}'), { refund: { total: USD } })
  assert.deepEqual(accepted('{"refund": {"usd_cap": 1}}'), { refund: { total: USD } })
  assert.deepEqual(
    accepted('{"refund": {"total_usd_cap": 1, "hourly_usd_cap": 0.5}, "payout": {"monthly_usd_cap": 0}}'),
    { refund: { total: USD, hour: microUsd(500_000n) }, payout: { month: microUsd(0n) } },
  )
  assert.deepEqual(accepted('{}'), {})
  assert.deepEqual(accepted('{"refund": 0.9999999}'), { refund: { total: microUsd(999_999n) } }, 'rounds down')
})

test('every class of money can be capped', () => {
  const all = JSON.stringify(Object.fromEntries(MONEY_CLASSES.map((name) => [name, 1])))
  assert.deepEqual(Object.keys(accepted(all)), [...MONEY_CLASSES])
})

test('what is no class, no cap or no amount is refused at its place', () => {
  assert.match(faults('{"refunds": 5}')['/caps/refunds'] ?? '', /did you mean refund\?/)
  assert.match(
    faults('{"refund": {"daily_usd_capp": 5}}')['/caps/refund/daily_usd_capp'] ?? '',
    /did you mean daily_usd_cap\?/,
  )
  assert.ok('/caps/refund/daily_usd_cap' in faults('{"refund": {"daily_usd_cap": -1}}'))
  assert.ok('/caps/refund/total_usd_cap' in faults('{"refund": "much"}'))
  assert.ok('/caps/refund/daily_usd_cap' in faults('{"refund": {"daily_usd_cap": null}}'))
  for (const empty of ['{}', '[]', 'null', 'true']) assert.ok('/caps/refund' in faults(`{"refund": ${empty}}`), empty)
  for (const other of ['[]', 'null', 'true']) assert.ok('/caps' in faults(other), other)
  assert.ok(!issuing('5').ok)
})

test('a cap under two of its names is refused', () => {
  assert.ok('/caps/refund/usd_cap' in faults('{"refund": {"usd_cap": 1, "total_usd_cap": 1}}'))
})

test('a change keeps what it does not name; null takes one cap away, or all of a class', () => {
  const before: ClassCaps = { refund: { day: USD, total: USD }, payout: { total: USD } }
  const after = (caps: string): ClassCaps => {
    const result = readBody(changeKeyRequest, `{"caps":${caps}}`)
    assert.ok(result.ok, inspect(result, { depth: 5 }))
    return result.value.classCaps?.(before) ?? {}
  }
  const two = microUsd(2_000_000n)
  assert.deepEqual(after('{}'), before)
  assert.deepEqual(after('{"charge": 2}'), { ...before, charge: { total: two } })
  assert.deepEqual(after('{"refund": 2}'), { ...before, refund: { day: USD, total: two } })
  assert.deepEqual(after('{"refund": {"daily_usd_cap": 1}}'), before)
  assert.deepEqual(after('{"refund": {"daily_usd_cap": null}}'), { ...before, refund: { total: USD } })
  assert.deepEqual(after('{"payout": {"total_usd_cap": null}}'), { refund: before.refund })
  assert.deepEqual(after('{"refund": null}'), { payout: before.payout })
})

test('a change without class caps leaves them alone', () => {
  const result = readBody(changeKeyRequest, '{"label":"x"}')
  assert.ok(result.ok)
  assert.equal(result.value.classCaps, null)
})
