import assert from 'node:assert/strict'
import { test } from 'node:test'
import { originalAmount } from './original-amount.ts'

const stripe = (amount: string | null, currency: string | null) =>
  originalAmount({ vendor: 'stripe', amount, currency })

test('minor units become the currency’s own decimals', () => {
  assert.equal(stripe('2999', 'eur'), '29.99 EUR')
  assert.equal(stripe('5', 'usd'), '0.05 USD')
  assert.equal(stripe('500', 'jpy'), '500 JPY')
  assert.equal(stripe('1500', 'kwd'), '1.500 KWD')
  assert.equal(stripe('1500', 'ugx'), '15.00 UGX')
  assert.equal(stripe('-250', 'usd'), '−2.50 USD')
})

test('nothing is guessed', () => {
  assert.equal(stripe(null, 'usd'), null)
  assert.equal(stripe('2999', null), null)
  assert.equal(stripe('29.99', 'usd'), null)
  assert.equal(stripe('<b>', 'usd'), null)
  assert.equal(originalAmount({ vendor: 'telnyx', amount: '2999', currency: 'usd' }), null)
})
