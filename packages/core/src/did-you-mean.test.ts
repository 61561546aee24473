import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './did-you-mean.ts'

test('a slip finds the word that was meant', () => {
  const words = ['KEYBRAKE_HOST', 'KEYBRAKE_PORT', 'KEYBRAKE_DATA_DIR', 'payment_intents.create', 'payouts.create']
  for (const [slip, word] of [
    ['KEYBRAKE_PROT', 'KEYBRAKE_PORT'],
    ['keybrake_hots', 'KEYBRAKE_HOST'],
    ['KEYBRAKE_DATADIR', 'KEYBRAKE_DATA_DIR'],
    ['payment_intent.create', 'payment_intents.create'],
    ['payout.create', 'payouts.create'],
  ] as const)
    assert.equal(nearest(slip, words), word)
})

test('of two the nearer is taken, of two as near the first', () => {
  assert.equal(nearest('cart', ['care', 'cast', 'cart']), 'cart')
  assert.equal(nearest('cat', ['car', 'cab']), 'car')
  // One letter changed is nearer than two put in or taken out.
  for (const other of ['amountxx', 'amou']) assert.equal(nearest('amount', [other, 'ambunt']), 'ambunt')
  for (const other of ['amountx', 'amoun']) assert.equal(nearest('amount', [other, 'ambunt']), other)
})

test('a word that is nothing like any other finds none', () => {
  assert.equal(nearest('zzzzzz', ['amount', 'currency']), null)
  assert.equal(nearest('ab', ['xy']), null)
  assert.equal(nearest('amount', []), null)
})
