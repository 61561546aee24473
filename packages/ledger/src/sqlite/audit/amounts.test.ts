import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { amountOf } from './amounts.ts'

test('an amount is what its own text says, whatever was read before', () => {
  const text = fc.oneof(
    fc.constantFrom('0', '1', '01', '10000000'),
    fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  )
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      assert.deepEqual(
        texts.map((one) => amountOf(one)),
        texts.map((one) => BigInt(one)),
      )
    }),
  )
})

test('a text that is no amount is refused each time, and changes nothing for the next', () => {
  assert.equal(amountOf('7'), 7n)
  for (let time = 0; time < 2; time += 1) assert.throws(() => amountOf('seven'), SyntaxError)
  assert.equal(amountOf('7'), 7n)
})
