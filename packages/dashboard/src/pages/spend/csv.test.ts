import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOf } from './csv.ts'

test('amounts are exact, names are quoted and never formulas', () => {
  const total = { calls: 2, spent: 1n, held: 29_990_000n, before: null }
  assert.equal(
    csvOf('label', [
      { ...total, group: 'a "b", c' },
      { ...total, group: '=HYPERLINK("x")', before: 5_000_000n },
    ]),
    'label,calls,spent_usd,held_usd,spent_before_usd\r\n"a ""b"", c",2,0.000001,29.990000,\r\n"\'=HYPERLINK(""x"")",2,0.000001,29.990000,5.000000\r\n',
  )
})
