import assert from 'node:assert/strict'
import { test } from 'node:test'
import { budgets } from '@keybrake/contract'
import { Problem } from '../../api/problem.ts'
import type { Budget } from '../../api/types.ts'
import { capTextsOf } from './cap-changes.ts'
import { changedMeanwhile, conflictsOf, rebased } from './conflict.ts'

const BUDGET = budgets.readBudget.answer.example as Budget
const before = capTextsOf(BUDGET)
const theirs: Budget = { ...BUDGET, monthly_usd_cap: 8000 }
const mine = { ...before, daily: '100' }

test('a failed precondition carries the budget as it is now', () => {
  assert.equal(
    changedMeanwhile(new Problem(412, { code: 'changed_meanwhile', current: theirs }))?.monthly_usd_cap,
    8000,
  )
  assert.equal(changedMeanwhile(new Problem(409, { code: 'conflict', current: theirs })), null)
  assert.equal(changedMeanwhile(new Problem(412, {})), null)
})

test('what the other one changed is told, what I changed is not a conflict', () => {
  assert.deepEqual(conflictsOf(before, theirs, mine), [
    { words: 'Cap a month (USD)', before: '10000', theirs: '8000', mine: '10000' },
  ])
})

test('my changes are laid upon theirs', () => {
  const next = rebased(before, theirs, mine)
  assert.equal(next.daily, '100')
  assert.equal(next.monthly, '8000')
})
