import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StaleClock, staleAfter } from './stale.ts'

test('an admin action makes stale what it changes; a call does not make keys stale', () => {
  const revoked = staleAfter({ kind: 'admin', facts: { action: 'key.revoked' } })
  assert.ok('keys' in revoked && 'budgets' in revoked && !('brake' in revoked))
  assert.ok('brake' in staleAfter({ kind: 'admin', facts: { action: 'brake.engaged' } }))
  const call = staleAfter({ kind: 'call', facts: {} })
  assert.ok('budgets' in call && !('keys' in call) && !('refusals' in call))
  assert.ok('refusals' in staleAfter({ kind: 'refused', facts: {} }))
  assert.ok('facts' in staleAfter({ kind: 'refused', facts: { code: 'brake_engaged' } }))
})

test('an outcome that is unknown is looked for soon, an ordinary one seldom', () => {
  const of = (state: string) => staleAfter({ kind: 'outcome', facts: { state } }).unknown ?? Infinity
  assert.ok(of('unknown') < of('settled'))
})

test('the first event is read for at once, the next ones together when the time is over', () => {
  const clock = new StaleClock()
  clock.mark({ budgets: 3_000 }, 0)
  assert.deepEqual(clock.take(0), ['budgets'])
  for (let at = 1; at <= 1_000; at += 1) clock.mark({ budgets: 3_000 }, at)
  assert.deepEqual(clock.take(2_999), [])
  assert.equal(clock.nextAt, 3_000)
  assert.deepEqual(clock.take(3_000), ['budgets'])
  assert.equal(clock.nextAt, null)
})

test('an urgent event is not held back by a patient one', () => {
  const clock = new StaleClock()
  clock.mark({ budgets: 3_000 }, 0)
  clock.take(0)
  clock.mark({ budgets: 3_000 }, 100)
  clock.mark({ budgets: 200 }, 150)
  clock.mark({ budgets: 3_000 }, 160)
  assert.equal(clock.nextAt, 200)
})
