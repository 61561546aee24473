/** Looks prices up: the operator's own (`settings.ts` has their names), else the list's. */
import { addUsd, type MicroUsd, microUsd, parseUsd, ZERO_USD } from '@keybrake/core'
import { CARRIER_MMS_USD, CARRIER_SMS_USD, MMS_USD } from './extras.ts'
import { SMS_USD } from './sms-table.ts'

export type Settings = Readonly<Record<string, string>>
export type Rate = { readonly ok: true; readonly amount: MicroUsd } | { readonly ok: false; readonly why: string }

const no = (why: string): Rate => ({ ok: false, why })
const yes = (amount: MicroUsd): Rate => ({ ok: true, amount })

/** The setting of the first name that is set, else the list price; why not, where there is neither or the setting is no price. */
export function rateOf(settings: Settings, names: readonly string[], listed: string | undefined): Rate {
  const name = names.find((one) => Object.hasOwn(settings, one))
  const text = name === undefined ? listed : settings[name]
  if (text === undefined) return no(`there is no list price for it; an operator can set ${names.join(' or ')}`)
  const amount = parseUsd(text, 'up')
  return amount === null ? no(`the connection's setting ${name ?? ''} is not an amount in USD`) : yes(amount)
}

const COUNT = /^[1-9][0-9]{0,5}$/

/** A whole number that an operator set: null where none is set, a reason where it is none. */
export function countOf(settings: Settings, name: string): number | null | string {
  const text = Object.hasOwn(settings, name) ? settings[name] : undefined
  if (text === undefined) return null
  return COUNT.test(text) ? Number.parseInt(text, 10) : `the connection's setting ${name} is not a whole number above 0`
}

/** The sum of two rates, or the first that is missing. */
export function plus(a: Rate, b: Rate): Rate {
  if (!a.ok) return a
  return b.ok ? yes(addUsd(a.amount, b.amount)) : b
}

export const times = (rate: Rate, count: number): Rate => (rate.ok ? yes(microUsd(rate.amount * BigInt(count))) : rate)

/** The highest of the countries' rates: no rate where one of them has none. */
export function highest(countries: readonly string[], rate: (country: string) => Rate): Rate {
  if (countries.length === 0) return no('the number is no known country’s')
  return countries.map(rate).reduce(dearer)
}

/** The larger of two rates; the reason of one that is missing. */
export function dearer(a: Rate, b: Rate): Rate {
  if (!a.ok) return a
  return !b.ok || b.amount > a.amount ? b : a
}

const fee = (settings: Settings, name: string, listed: string | undefined): Rate =>
  rateOf(settings, [name], listed ?? '0')

/** One segment, with the carriers' fee. */
export const segmentRate =
  (settings: Settings) =>
  (country: string): Rate =>
    plus(
      rateOf(settings, [`sms_${country}`], SMS_USD.get(country)),
      fee(settings, `sms_carrier_${country}`, CARRIER_SMS_USD.get(country)),
    )

/** One MMS, with the carriers' fee. */
export const mmsRate =
  (settings: Settings) =>
  (country: string): Rate =>
    plus(
      rateOf(settings, [`mms_${country}`], MMS_USD.get(country)),
      fee(settings, `mms_carrier_${country}`, CARRIER_MMS_USD.get(country)),
    )

/** Every rate's sum. */
export const sum = (rates: readonly Rate[]): Rate => rates.reduce(plus, yes(ZERO_USD))
