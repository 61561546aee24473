import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countriesKnown, countriesOf, isTollFree } from './dial-codes.ts'
import { SMS_USD } from './sms-table.ts'

test('every country of the price list is reached by a dialling code', () => {
  assert.deepEqual(
    [...SMS_USD.keys()].filter((country) => !countriesKnown().has(country)),
    [],
  )
})

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['+14155550100', ['US']],
  ['+14165550100', ['CA']],
  ['+18765550100', ['JM']],
  ['+18095550100', ['DO']],
  ['+17875550100', ['PR']],
  ['+17215550100', ['NL']],
  ['+18005550100', ['US', 'CA']],
  ['+19005550100', []],
  ['+15005550006', ['US']],
  ['+79165550100', ['RU']],
  ['+77015550100', ['KZ']],
  ['+447700900000', ['GB']],
  ['+38344555010', ['QK']],
  ['+599951234567', ['NL']],
  ['+672312345', ['NF']],
  ['+672112345', ['AQ']],
  ['+970599000000', ['PS', 'IL']],
  ['+881612345678', []],
  ['+999123456789', []],
]
for (const [number, countries] of cases)
  test(`${number} belongs to ${countries.join(' or ') || 'no country'}`, () =>
    assert.deepEqual(countriesOf(number), countries))

test('only a North American 8xx number is toll-free', () => {
  for (const number of ['+8005550100', '+448005550100', '+14155550100']) assert.equal(isTollFree(number), false)
  assert.equal(isTollFree('+18885550100'), true)
})
