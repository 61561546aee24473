import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BudgetLine } from '../../api/types.ts'
import { capChanges, capTextsOf, effectOf } from './cap-changes.ts'

const CAPS = { hourly_usd_cap: null, daily_usd_cap: 500, monthly_usd_cap: null, total_usd_cap: 0.000001 }
const DAY: BudgetLine = {
  budget: 'team',
  kind: 'named',
  window: 'day',
  cap_usd: 500,
  spent_usd: 100,
  held_usd: 20.5,
  remaining_usd: 379.5,
  resets_at: '2026-02-01T00:00:00.000Z',
}

test('only what differs is sent: a new cap as typed, an emptied one as null', () => {
  const before = capTextsOf(CAPS)
  assert.equal(before.total, '0.000001')
  assert.deepEqual(capChanges(before, before), {})
  assert.deepEqual(capChanges(before, { ...before, daily: '$1,000.10', total: '' }), {
    daily_usd_cap: '1000.10',
    total_usd_cap: null,
  })
})

test('a lower cap says what it leaves, or that nothing passes', () => {
  assert.equal(effectOf('200', [DAY], 'day'), 'Leaves $79.50: $100.00 spent, $20.50 held.')
  assert.equal(
    effectOf('120.49', [DAY], 'day'),
    'Below the $120.50 that are spent or held: every call that costs is refused until it resets.',
  )
  assert.equal(effectOf('120.50', [DAY], 'day'), 'Leaves $0.00: $100.00 spent, $20.50 held.')
})

test('no cap, a new window and what is no amount are told', () => {
  assert.equal(effectOf('', [DAY], 'day'), 'No cap; $100.00 spent so far.')
  assert.match(effectOf('5', [DAY], 'month'), /Counts what was spent/)
  assert.match(effectOf('5 apples', [DAY], 'day'), /An amount/)
})
