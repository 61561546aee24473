import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stacked } from './stack.ts'

test('each series stands on those before it', () => {
  assert.deepEqual(stacked([[1, 2], [10, 0], [100]]), [
    [1, 2],
    [11, 2],
    [111, 2],
  ])
  assert.deepEqual(stacked([]), [])
})
