/**
 * USD as the wire carries it: a JSON number of at most six decimals. A double holds fifteen digits exactly, which is every
 * amount below a thousand million USD (above, the last decimal may be off by two). It is turned into micro-USD (bigint) before anything is done with it, so that no sum or share is ever off by a rounding.
 */
export type Micros = bigint

/** Exact: `0.1` is 100000n, `999999999.999999` is 999999999999999n. */
export function microsOf(usd: number): Micros {
  const [whole = '0', fraction = ''] = usd.toFixed(6).split('.')
  return BigInt(whole + fraction)
}

/** For people: `$1,234.50`, `$0.0079`; cents always, further decimals only where they are not zero. */
export function usdText(usd: number): string {
  return microsText(microsOf(usd))
}

export function microsText(micros: Micros): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0')
  const whole = digits.slice(0, -6).replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '')
  return `${micros < 0n ? '−' : ''}$${whole}.${fraction}`
}

/** `$12.4k`, `$3.1M`: for axes and narrow places, always beside or with the exact figure. Rounds down. */
export function usdShort(usd: number): string {
  const micros = microsOf(usd)
  for (const { from, unit, name } of UNITS) if (micros >= from) return `$${tenths(micros, unit)}${name}`
  return micros % DOLLAR === 0n ? `$${micros / DOLLAR}` : microsText(micros)
}

const DOLLAR = 1_000_000n
const UNITS = [
  { from: 1_000_000_000n * DOLLAR, unit: 1_000_000_000n * DOLLAR, name: 'B' },
  { from: 1_000_000n * DOLLAR, unit: 1_000_000n * DOLLAR, name: 'M' },
  { from: 10_000n * DOLLAR, unit: 1_000n * DOLLAR, name: 'k' },
]

function tenths(micros: Micros, unit: Micros): string {
  const value = (micros * 10n) / unit
  return value % 10n === 0n ? `${value / 10n}` : `${value / 10n}.${value % 10n}`
}

/** Percent of `part` in `whole`, for the width of a bar: 0 to 100 in steps of 0.01. A cap of zero is full. */
export function percentOf(part: number, whole: number): number {
  const all = microsOf(whole)
  if (all <= 0n) return 100
  const hundredths = (microsOf(part) * 10_000n) / all
  return Math.min(100, Math.max(0, Number(hundredths) / 100))
}

/** The sum, exactly. */
export const sumUsd = (amounts: readonly number[]): Micros => amounts.reduce((sum, usd) => sum + microsOf(usd), 0n)
