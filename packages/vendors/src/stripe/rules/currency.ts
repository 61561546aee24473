/** Stripe's minor units. Source: docs.stripe.com/currencies, as of 2026. */
import { type Instant, remembered } from '@keybrake/core'
import { type Converted, toMicroUsd } from '../../shared/fx.ts'

/** Amounts are whole units. UGX is on Stripe's list too, but is sent with two decimals, like ISK. */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))

export function minorExponent(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}

/** A currency as Stripe takes it, in any case; null for what is none. */
const readCurrency = remembered((text) => {
  const code = text.toLowerCase()
  return /^[a-z]{3,4}$/.test(code) ? { code, exponent: minorExponent(code) } : null
})

/** @param currency in any case, as Stripe takes it */
export function convert(
  minor: bigint,
  currency: string,
  at: Instant,
  settings: Readonly<Record<string, string>>,
): Converted {
  const read = readCurrency(currency)
  if (read === null) return { ok: false, why: 'currency is no currency code' }
  return toMicroUsd(minor, read.exponent, read.code, at, settings)
}
