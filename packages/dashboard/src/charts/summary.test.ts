import assert from 'node:assert/strict'
import { test } from 'node:test'
import { summaryOf } from './summary.ts'

test('each series tells its peak, when, and where it stands', () => {
  const text = summaryOf(
    [{ name: 'a', values: [1, 5, null, 2] }],
    ['9:00', '10:00', '11:00', '12:00'],
    (value) => `$${value}`,
  )
  assert.equal(text, 'a: highest $5 (10:00), last $2.')
})

test('nothing is said of nothing', () => {
  assert.equal(summaryOf([{ name: 'a', values: [null] }], ['9:00'], String), 'Nothing to show in this period.')
})
