/** The price of one mail to one recipient, and what else an operator can state of a Resend account. */
import { MICRO_USD_MAX, type MicroUsd, microUsd, parseUsd } from '@keybrake/core'
import type { Price, PriceContext } from '../../adapter.ts'

/** Resend's overage price, 0.90 USD a thousand: the most that one mail costs in any plan. Source: resend.com/pricing, 2026. */
const UNIT = microUsd(900n)

/** The names that a connection's `settings` may hold. `docs/vendors/resend.md` shows them; a test compares. */
export const SETTINGS = [
  ['unit_usd', 'USD', 'a mail to one recipient, 0.0009 unless set'],
  ['contacts_max', 'count', 'contacts that the plan allows: no broadcast reaches more. Without it none can be sent'],
  ['broadcast_unit_usd', 'USD', 'a broadcast’s mail to one contact, `unit_usd` unless set'],
  ['contact_usd', 'USD', 'a new contact; without it none can be made'],
  ['flat_<operation>', 'USD', 'one call of an operation that has no rule, as `flat_events.send`'],
] as const

/** `settings.unit_usd` replaces it: USD a recipient, decimal text, rounded up to a micro-USD. Null where it is no amount. */
export function unitPrice(context: PriceContext): MicroUsd | null {
  return context.connection.settings.unit_usd === undefined ? UNIT : usdSetting(context, 'unit_usd')
}

/** A setting in USD, rounded up; null where it is absent or no amount. */
export function usdSetting(context: PriceContext, name: string): MicroUsd | null {
  const { settings } = context.connection
  const text = Object.hasOwn(settings, name) ? settings[name] : undefined
  return text === undefined ? null : parseUsd(text, 'up')
}

export const unknown = (why: string): Price => ({ kind: 'unknown', why, ruled: true })

/** No number, but a key that may make calls of unknown cost may make this one. */
export const unruled = (why: string): Price => ({ kind: 'unknown', why, ruled: false })

export const priceOf = (recipients: number, context: PriceContext): Price =>
  priceAt(unitPrice(context), BigInt(recipients), 'unit_usd')

/** @param setting where a unit of null was to come from */
export function priceAt(unit: MicroUsd | null, count: bigint, setting: string): Price {
  if (unit === null) return unknown(`the connection’s ${setting} is not an amount of USD`)
  const amount = unit * count
  if (amount > MICRO_USD_MAX) return unknown('the amount is beyond every cap')
  return { kind: 'known', amount: microUsd(amount), money: null, object: null }
}
