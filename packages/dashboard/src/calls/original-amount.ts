/** The amount as it was asked of the vendor, in its currency. */
import type { CallRow } from '../api/types.ts'

/** Stripe's currencies whose minor unit is no hundredth (docs.stripe.com/currencies); UGX and ISK are sent with two decimals. */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))

/** `29.99 EUR`; null where there is none, and at vendors whose units are not known here: then nothing is guessed. */
export function originalAmount({
  vendor,
  amount,
  currency,
}: Pick<CallRow, 'vendor' | 'amount' | 'currency'>): string | null {
  if (vendor !== 'stripe' || amount === null || currency === null || !/^-?\d+$/.test(amount)) return null
  const decimals = decimalsOf(currency.toLowerCase())
  const sign = amount.startsWith('-') ? '−' : ''
  const digits = amount.replace('-', '').padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return `${sign}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`} ${currency.toUpperCase()}`
}

function decimalsOf(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}
