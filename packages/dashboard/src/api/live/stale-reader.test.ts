import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resource } from './stale.ts'
import { StaleReader } from './stale-reader.ts'

test('the brake is read at once, also while calls keep a patient resource waiting', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const read: Resource[] = []
  const reader = new StaleReader((name) => read.push(name))
  reader.mark({ budgets: 3_000 })
  t.mock.timers.tick(0)
  assert.deepEqual(read, ['budgets'])
  reader.mark({ budgets: 3_000 })
  t.mock.timers.tick(100)
  reader.mark({ brake: 200 })
  t.mock.timers.tick(200)
  assert.deepEqual(read, ['budgets', 'brake'])
  t.mock.timers.tick(3_000)
  assert.deepEqual(read, ['budgets', 'brake', 'budgets'], 'and the patient one is not forgotten')
})
