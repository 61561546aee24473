import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amountOf, bareAmount } from './amount-text.ts'

test('amounts are read as people write them, to the last micro-USD', () => {
  assert.equal(amountOf(' $1,200.50 '), 1_200_500_000n)
  assert.equal(amountOf('0.000001'), 1n)
  assert.equal(bareAmount('$1,200.50'), '1200.50')
})

test('nothing and what is no amount are none', () => {
  for (const text of ['', '  ', '-5', '1e3', '5 USD', '12.5.1']) assert.equal(amountOf(text), null, text)
})
