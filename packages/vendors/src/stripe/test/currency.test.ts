import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { testWithData } from '../../../conformance/public-data.ts'
import { convert, minorExponent } from '../rules/currency.ts'

interface Currencies {
  readonly presentment: readonly string[]
  readonly presentment_some_countries_only: readonly string[]
  /** Decimals of the minor unit by currency. */
  readonly charge_exponent: Readonly<Record<string, number>>
}

const AT = instant(Date.parse('2025-11-24'))

testWithData(
  'every currency Stripe charges in has its right decimals and a rate',
  'data/stripe-currencies.json',
  (bytes) => {
    const facts = JSON.parse(bytes.toString()) as Currencies
    const all = [...facts.presentment, ...facts.presentment_some_countries_only]
    assert.ok(all.length >= 135)
    for (const code of all) {
      assert.equal(minorExponent(code), facts.charge_exponent[code], code)
      assert.ok(convert(100n, code, AT, {}).ok, code)
    }
  },
)

test('what is no currency code has no price', () => {
  for (const code of ['', 'us', 'dollar', 'us$', ' usd', 'usd\n', 'ＵＳＤ', '123'])
    assert.ok(!convert(1n, code, AT, {}).ok, code)
})

test('a currency Stripe does not know is not taken for one with two decimals at par', () => {
  for (const code of ['ghs', 'btn', 'usdc', 'zzz', 'constructor'.slice(0, 4)])
    assert.ok(!convert(1n, code, AT, {}).ok, code)
})
