/** The price of one mail to one recipient. */
import { MICRO_USD_MAX, type MicroUsd, microUsd, parseUsd } from '@keybrake/core'
import type { Price, PriceContext } from '../../adapter.ts'

/** Resend's overage price, 0.90 USD a thousand: the most that one mail costs in any plan. Source: resend.com/pricing, 2026. */
const UNIT = microUsd(900n)

/** `settings.unit_usd` replaces it: USD a recipient, decimal text, rounded up to a micro-USD. Null where it is no amount. */
export function unitPrice(context: PriceContext): MicroUsd | null {
  const own = context.connection.settings.unit_usd
  return own === undefined ? UNIT : parseUsd(own, 'up')
}

export const unknown = (why: string): Price => ({ kind: 'unknown', why, ruled: true })

export function priceOf(recipients: number, context: PriceContext): Price {
  const unit = unitPrice(context)
  if (unit === null) return unknown('the connection’s unit_usd is not an amount of USD')
  const amount = unit * BigInt(recipients)
  if (amount > MICRO_USD_MAX) return unknown('the amount is beyond every cap')
  return { kind: 'known', amount: microUsd(amount), money: null, object: null }
}
