import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, MICRO_USD_MAX } from '@keybrake/core'
import Big from 'big.js'
import fc from 'fast-check'
import { testWithData } from '../../conformance/public-data.ts'
import { FX_DATE, UNITS_PER_USD } from './fx-table.ts'
import { toMicroUsd } from './fx.ts'

const DAY_MS = 86_400_000
const tableDay = Date.parse(FX_DATE)
const convert = (minor: bigint, currency: string, daysLater = 0, settings: Record<string, string> = {}, exponent = 2) =>
  toMicroUsd(minor, exponent, currency, instant(tableDay + daysLater * DAY_MS), settings)

test('a dollar is a dollar, whatever the settings say', () => {
  assert.deepEqual(convert(2999n, 'usd', 5000, { fx_usd: '3', fx_as_of: FX_DATE }), {
    ok: true,
    amount: 29_990_000n,
    rate: '1',
  })
})

test('foreign money costs its exact value and the margin, rounded up to a micro-USD, as big.js works it out', () => {
  const minor = fc.bigInt({ min: 0n, max: 999_999_999n })
  const currency = fc.constantFrom(...UNITS_PER_USD.keys()).filter((code) => code !== 'usd')
  fc.assert(
    fc.property(
      minor,
      currency,
      fc.constantFrom(0, 2, 3),
      fc.integer({ min: 0, max: 700 }),
      (sum, code, exponent, days) => {
        const converted = convert(sum, code, days, {}, exponent)
        const margin = 103 + Math.ceil((days * 12) / 365.25)
        const microUsd = new Big(String(sum))
          .times('1000000')
          .times(String(margin))
          .div(`1${'0'.repeat(exponent)}`)
          .div('100')
          .div(UNITS_PER_USD.get(code) ?? '')
        assert.ok(converted.ok)
        assert.equal(String(converted.amount), microUsd.round(0, 3).toFixed(), `${sum} ${code}`)
      },
    ),
  )
})

test('a month of age that has begun adds one percent, and 24 months are the most', () => {
  const months = (days: number): string => {
    const converted = convert(10_000n, 'awg', days)
    return converted.ok ? String(converted.amount) : 'none'
  }
  const at = (percent: number): string => String((100_000_000n * 100n * BigInt(percent) + 17_899n) / 17_900n)
  assert.equal(months(0), at(103))
  assert.equal(months(1), at(104))
  assert.equal(months(30), at(104))
  assert.equal(months(31), at(105))
  assert.equal(months(730), at(127))
  assert.equal(months(731), 'none')
})

test('a table from the future has the base margin', () => {
  assert.deepEqual(convert(10_000n, 'awg', -100), convert(10_000n, 'awg', 0))
})

test('the shown rate is never better than the one that was used', () => {
  fc.assert(
    fc.property(fc.constantFrom(...UNITS_PER_USD.keys()), fc.bigInt({ min: 1n, max: 10n ** 11n }), (code, minor) => {
      const converted = convert(minor, code)
      assert.ok(converted.ok)
      const shown = new Big(String(minor)).times('10000').div(converted.rate)
      assert.ok(BigInt(shown.round(0, 3).toFixed()) >= converted.amount)
    }),
  )
})

test('an own rate needs a plain number above zero and a plain date', () => {
  const own = (fx_eur: string, fx_as_of?: string) =>
    convert(1000n, 'eur', 0, fx_as_of === undefined ? { fx_eur } : { fx_eur, fx_as_of }).ok
  assert.ok(own('0.9', FX_DATE))
  for (const rate of ['0', '0.000', '-1', '1e3', '.5', '', 'free']) assert.ok(!own(rate, FX_DATE), rate)
  for (const date of ['5', '2025', '27 July 2025', '2025-13-01', '2025-07-27T00:00:00Z', ''])
    assert.ok(!own('0.9', date), date)
  assert.ok(!own('0.9'))
})

test('an amount beyond the largest has no price', () => {
  const most = MICRO_USD_MAX / 10_000n
  assert.ok(convert(most, 'usd').ok)
  assert.ok(!convert(most + 1n, 'usd').ok)
})

testWithData('the table holds the rates of its source, all of them', 'data/fx-usd.json', (bytes) => {
  const source = JSON.parse(bytes.toString()) as { date: string; units_per_usd: Record<string, string> }
  const { usd, ...others } = source.units_per_usd
  assert.equal(usd, '1')
  assert.equal(source.date, FX_DATE)
  assert.deepEqual(Object.fromEntries(UNITS_PER_USD), others)
})
