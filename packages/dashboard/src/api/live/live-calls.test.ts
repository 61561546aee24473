import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveEvent } from './call-event.ts'
import { LiveCalls, REMEMBERED_MAX } from './live-calls.ts'

const event = (kind: LiveEvent['kind'], id: string, facts: Record<string, unknown> = {}): LiveEvent => ({
  kind,
  facts: { call_id: id, time: '2026-11-29T23:00:00.000Z', ...facts },
})
const admitted = (id: string): LiveEvent => event('call', id, { key_id: 'key_1', reserved_usd: 29.99, state: 'held' })
const settled = (id: string): LiveEvent => event('outcome', id, { state: 'settled', status: 200, cost_usd: 20 })

test('a call stands where it was admitted and becomes what its outcome says; the newest is first', () => {
  const calls = new LiveCalls()
  for (const one of [admitted('a'), admitted('b'), settled('a')]) calls.apply(one)
  assert.deepEqual(
    calls.rows().map(({ call_id, state, cost_usd, reserved_usd }) => [call_id, state, cost_usd, reserved_usd]),
    [
      ['b', 'held', 29.99, 29.99],
      ['a', 'settled', 20, 29.99],
    ],
  )
})

test('rows are the same array until something changes', () => {
  const calls = new LiveCalls()
  calls.apply(admitted('a'))
  const rows = calls.rows()
  assert.equal(calls.rows(), rows)
  calls.apply(event('admin', 'x', { action: 'key.issued' }))
  assert.equal(calls.rows(), rows)
  calls.apply(admitted('b'))
  assert.notEqual(calls.rows(), rows)
})

test('an outcome that came before its row was read is not lost', () => {
  const other = new LiveCalls()
  other.apply(admitted('a'))
  const [read] = other.rows()
  assert.ok(read)
  const calls = new LiveCalls()
  calls.apply(settled('a'))
  assert.equal(calls.latest(read).state, 'settled')
  assert.equal(calls.latest({ ...read, state: 'released' }).state, 'released', 'what was read later wins')
  calls.apply(admitted('a'))
  assert.equal(calls.rows()[0]?.state, 'settled', 'nor when the admission itself comes late')
})

test('refusals that share a row raise its count', () => {
  const calls = new LiveCalls()
  calls.apply(event('refused', 'r', { key_id: 'key_1', code: 'cap_exhausted' }))
  calls.apply(event('refused', 'r', { more_refusals: 40 }))
  assert.equal(calls.rows()[0]?.count, 41)
  assert.equal(calls.rows()[0]?.decision, 'refused')
})

test('what observe mode let pass is neither allowed nor refused', () => {
  const calls = new LiveCalls()
  calls.apply(event('call', 'o', { key_id: 'key_1', decision: 'observed', code: 'endpoint_not_allowed' }))
  assert.equal(calls.rows()[0]?.decision, 'observed')
})

test('how many came tells which rows are new since then', () => {
  const calls = new LiveCalls()
  calls.apply(admitted('a'))
  const then = calls.added
  for (const one of [admitted('b'), settled('a'), admitted('c')]) calls.apply(one)
  assert.deepEqual(
    calls
      .rows()
      .slice(0, calls.added - then)
      .map(({ call_id }) => call_id),
    ['c', 'b'],
  )
})

test('only so many are remembered, and the oldest go', () => {
  const calls = new LiveCalls()
  for (let number = 0; number < REMEMBERED_MAX * 1.5; number++) calls.apply(admitted(`call_${number}`))
  const rows = calls.rows()
  assert.ok(rows.length <= REMEMBERED_MAX * 1.1)
  assert.equal(rows[0]?.call_id, `call_${REMEMBERED_MAX * 1.5 - 1}`)
})
