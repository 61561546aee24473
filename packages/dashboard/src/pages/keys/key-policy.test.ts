import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '@keybrake/contract'
import type { BudgetLine, Key } from '../../api/types.ts'
import { policyOfKey, stillPossible } from './key-policy.ts'

const NOW = Date.UTC(2026, 0, 31, 9)
const HOUR_MS = 3_600_000
const iso = (hours: number): string => new Date(NOW + hours * HOUR_MS).toISOString()
const line = (
  window: BudgetLine['window'],
  cap: number,
  left: number,
  resets: number | null,
  budget = 'key:k',
): BudgetLine => ({
  budget,
  kind: 'key',
  window,
  cap_usd: cap,
  spent_usd: cap - left,
  held_usd: 0,
  remaining_usd: left,
  resets_at: resets === null ? null : iso(resets),
})
const possible = (hours: number, ...budgets: BudgetLine[]) => stillPossible({ budgets, expires_at: iso(hours) }, NOW)

test('a key that ends before its day does can spend what is left of the day', () => {
  assert.equal(possible(4, line('day', 500, 29.56, 23)), 29_560_000n)
})

test('each window that begins before the end adds a whole cap', () => {
  assert.equal(possible(24, line('day', 500, 20, 23)), 520_000_000n)
  assert.equal(possible(23 + 24, line('day', 500, 20, 23)), 520_000_000n)
  assert.equal(possible(23 + 24.1, line('day', 500, 20, 23)), 1_020_000_000n)
})

test('the least of all caps bounds it, shared ones too; a class cap bounds its class alone', () => {
  const lines = [
    line('total', 300, 120, null),
    line('day', 900, 5, 30, 'team'),
    line('total', 50, 1, null, 'key:k:refund'),
  ]
  assert.equal(possible(4, ...lines), 5_000_000n)
  assert.equal(possible(4, line('total', 50, 1, null, 'key:k:refund')), null)
})

test('a live key is told by what is left and how long', () => {
  const key = keys.readKey.answer.example as Key
  const policy = policyOfKey(key, Date.parse(key.created_at) + HOUR_MS)
  assert.equal(policy.lifeMs, 3 * HOUR_MS)
  assert.equal(policy.left, 470_010_000n)
  assert.equal(policy.caps.daily, 500_000_000n)
})

test('of a key that only observes, the caps it shares bound it, its own do not', () => {
  const shared: BudgetLine = { ...line('day', 900, 300, 30, 'team'), kind: 'named' }
  const key = { ...(keys.readKey.answer.example as Key), mode: 'observe', expires_at: iso(4) } as const
  assert.equal(policyOfKey({ ...key, budgets: [line('total', 5, 1, null), shared] }, NOW).left, 300_000_000n)
  assert.equal(policyOfKey({ ...key, budgets: [line('total', 5, 1, null)] }, NOW).left, null)
})
