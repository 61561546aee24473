/**
 * Foreign money in micro-USD, as exact fractions. The table is old by nature, so a margin is added upward: 3 %, and 1 %
 * for each begun month of its age. After 24 months it is no base for a cap any more.
 */
import { divideUp, type Instant, MICRO_USD_MAX, type MicroUsd, microUsd } from '@keybrake/core'
import { FX_DATE, UNITS_PER_USD } from './fx-table.ts'

export type Converted =
  | { readonly ok: true; readonly amount: MicroUsd; readonly rate: string }
  | { readonly ok: false; readonly why: string }

const BASE_MARGIN_PERCENT = 3
const AGE_MONTHS_MAX = 24
const MONTH_MS = (365.25 / 12) * 86_400_000
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/
const RATE = /^(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,12}))?$/

/**
 * @param minor amount in the currency's minor unit
 * @param exponent decimals of that unit: 2 for cents
 * @param settings `fx_<currency>` (units per USD) with `fx_as_of` (`YYYY-MM-DD`) replace the table
 */
export function toMicroUsd(
  minor: bigint,
  exponent: number,
  currency: string,
  at: Instant,
  settings: Readonly<Record<string, string>>,
): Converted {
  if (currency === 'usd') return within(exponent === 2 ? minor * MICRO_A_CENT : fraction(minor, exponent), '1')
  const own = settings[`fx_${currency}`]
  const rate = RATE.exec(own ?? UNITS_PER_USD.get(currency) ?? '')
  if (rate === null) return { ok: false, why: `there is no exchange rate for ${currency}` }
  const [, whole = '0', decimals = ''] = rate
  const units = BigInt(whole + decimals)
  if (units === 0n) return { ok: false, why: `the exchange rate of ${currency} is zero` }
  const margin = marginPercent(own === undefined ? FX_DATE : settings.fx_as_of, at)
  if (margin === null)
    return { ok: false, why: `the exchange rate of ${currency} has no date or is older than ${AGE_MONTHS_MAX} months` }
  const scale = 10n ** BigInt(decimals.length)
  const amount = divideUp(minor * 1_000_000n * scale * BigInt(100 + margin), 10n ** BigInt(exponent) * units * 100n)
  return within(amount, rateText(units, scale, margin))
}

const MICRO_A_CENT = 10_000n
const fraction = (minor: bigint, exponent: number): bigint => divideUp(minor * 1_000_000n, 10n ** BigInt(exponent))

function marginPercent(date: string | undefined, at: Instant): number | null {
  const since = DATE.test(date ?? '') ? Date.parse(date ?? '') : Number.NaN
  if (Number.isNaN(since)) return null
  const months = Math.max(0, Math.ceil((at - since) / MONTH_MS))
  return months > AGE_MONTHS_MAX ? null : BASE_MARGIN_PERCENT + months
}

/** Units per USD with the margin, rounded down to eight decimals: the rate that was really used is never better. */
function rateText(units: bigint, scale: bigint, margin: number): string {
  const eighths = (units * 100n * 100_000_000n) / (scale * BigInt(100 + margin))
  const decimals = (eighths % 100_000_000n).toString().padStart(8, '0').replace(/0+$/, '')
  return `${eighths / 100_000_000n}${decimals === '' ? '' : `.${decimals}`}`
}

const within = (amount: bigint, rate: string): Converted =>
  amount > MICRO_USD_MAX
    ? { ok: false, why: 'the amount is beyond every limit' }
    : { ok: true, amount: microUsd(amount), rate }
