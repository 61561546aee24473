import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BudgetLine } from '../../api/types.ts'
import { besideOf } from './beside.ts'

const line = (budget: string, kind: BudgetLine['kind'], cap: number | null = 5): BudgetLine => ({
  budget,
  kind,
  window: 'day',
  cap_usd: cap,
  spent_usd: 0,
  held_usd: 0,
  remaining_usd: cap,
  resets_at: null,
})

test('what the keys draw on besides, each once, with how many do; without own caps and without what has none', () => {
  const keys = [
    { budgets: [line('key:1', 'key'), line('team', 'named'), line('stripe', 'connection')] },
    { budgets: [line('key:2', 'key'), line('team', 'named'), line('stripe', 'connection'), line('run:a', 'run')] },
    { budgets: [line('team', 'named'), line('twilio', 'connection', null)] },
  ]
  assert.deepEqual(
    besideOf('team', keys).map(({ line: { budget }, keys: count }) => [budget, count]),
    [
      ['stripe', 2],
      ['run:a', 1],
    ],
  )
})
