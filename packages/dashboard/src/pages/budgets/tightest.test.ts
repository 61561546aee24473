import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BudgetLine } from '../../api/types.ts'
import { nearestOwn, ownerText, ownerWord, tightest, usedShare, worthShowing } from './tightest.ts'

const line = (budget: string, cap: number | null, spent: number, held = 0): BudgetLine => ({
  budget,
  kind: 'named',
  window: 'day',
  cap_usd: cap,
  spent_usd: spent,
  held_usd: held,
  remaining_usd: cap === null ? null : cap - spent - held,
  resets_at: null,
})

test('held money counts towards exhaustion, lines without a cap never', () => {
  const lines = [line('a', 100, 50), line('b', 100, 20, 40), line('c', null, 900)]
  assert.equal(tightest(lines)?.budget, 'b')
  assert.equal(tightest([line('c', null, 900)]), null)
})

test('of two that are used alike, the one with less room', () => {
  assert.equal(tightest([line('large', 1000, 500), line('small', 10, 5)])?.budget, 'small')
})

test('a cap of nothing is used up', () => {
  assert.equal(usedShare(line('a', 0, 0)), 10_000)
})

test('a line says whose cap it is', () => {
  assert.equal(ownerText({ ...line('key:key_1', 1, 0), kind: 'key' }), 'this key')
  assert.equal(ownerText({ ...line('key:key_1:refund', 1, 0), kind: 'key' }), 'this key, refund')
  assert.equal(ownerText({ ...line('run:dagster/7', 1, 0), kind: 'run' }), 'run dagster/7')
})

test('windows without a cap are left out, unless nothing of the budget is capped', () => {
  const lines = [
    line('a', 5, 1),
    { ...line('a', null, 1), window: 'total' as const },
    line('b', null, 2),
    { ...line('b', null, 2), window: 'total' as const },
  ]
  assert.deepEqual(
    worthShowing(lines).map(({ budget, window }) => [budget, window]),
    [
      ['a', 'day'],
      ['b', 'total'],
    ],
  )
})

test('the cap of the whole account is named only where it is nearly used up', () => {
  const own = { ...line('key:key_1', 100, 1), kind: 'key' as const }
  const account = (spent: number) => ({ ...line('stripe', 1000, spent), kind: 'connection' as const })
  assert.equal(nearestOwn([own, account(700)]), own)
  assert.equal(nearestOwn([own, account(800)])?.budget, 'stripe')
  assert.equal(nearestOwn([account(1)])?.budget, 'stripe')
})

test('an owner in a word', () => {
  assert.equal(ownerWord({ ...line('key:key_1', 1, 0), kind: 'key' }), '')
  assert.equal(ownerWord({ ...line('key:key_1:refund', 1, 0), kind: 'key' }), 'refund')
  assert.equal(ownerWord(line('team', 1, 0)), 'team')
  assert.equal(ownerWord({ ...line('stripe', 1, 0), kind: 'connection' }), 'account')
})
