import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BudgetLine } from '../../api/types.ts'
import { lineBefore, standText } from './before-after.ts'

const line = (budget: string, kind: BudgetLine['kind'], window: BudgetLine['window'], held: number): BudgetLine => ({
  budget,
  kind,
  window,
  cap_usd: 50,
  spent_usd: 20,
  held_usd: held,
  remaining_usd: 30 - held,
  resets_at: null,
})

test('a line is paired by budget, kind and window: a named budget may be called like a connection', () => {
  const before = [
    line('stripe', 'connection', 'day', 1),
    line('stripe', 'named', 'month', 2),
    line('stripe', 'named', 'day', 3),
  ]
  assert.equal(lineBefore(line('stripe', 'named', 'day', 0), before)?.held_usd, 3)
  assert.equal(lineBefore(line('stripe', 'named', 'hour', 0), before), null)
  assert.equal(lineBefore(line('stripe', 'named', 'day', 0), null), null)
})

test('how a budget stood, in words', () => {
  assert.equal(standText(line('a', 'key', 'day', 1)), '$20.00 spent, $1.00 held of $50.00')
  assert.equal(standText({ ...line('a', 'key', 'total', 0), cap_usd: null }), '$20.00 spent')
})
