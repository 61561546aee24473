import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomCell, usdCell, usdWords } from './money.ts'

test('two decimals, rounded to the nearest cent and grouped', () => {
  const cases: readonly [unknown, string][] = [
    [0, '0.00'],
    [29.99, '29.99'],
    [1234567.5, '1,234,567.50'],
    [0.005, '0.01'],
    [0.0049, '<0.01'],
    [0.000001, '<0.01'],
    [1.005, '1.01'],
    [9007199254.74, '9,007,199,254.74'],
    [null, '-'],
    [undefined, '-'],
    ['12', '-'],
    [Number.NaN, '-'],
  ]
  for (const [value, text] of cases) assert.equal(usdCell(value, false), text, String(value))
})

test('what is left is rounded down', () => {
  const cases: readonly [unknown, string][] = [
    [0, '0.00'],
    [0.996, '0.99'],
    [0.0099, '<0.01'],
    [29.999999, '29.99'],
    [null, '-'],
  ]
  for (const [value, text] of cases) assert.equal(roomCell(value, false), text, String(value))
  assert.equal(roomCell(0.996, true), '0.996000')
})

test('six decimals on request', () => {
  assert.equal(usdCell(0.0075, true), '0.007500')
  assert.equal(usdCell(1234.000001, true), '1,234.000001')
})

test('in a sentence it has its currency', () => assert.equal(usdWords(5), '5.00 USD'))
