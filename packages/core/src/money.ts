/**
 * Money. Inside Keybrake every amount is an integer number of micro-USD (1 USD = 1,000,000) in a branded `bigint`:
 * mixing it with a float does not compile. Text goes in, text comes out; an amount becomes a JavaScript number only to be
 * shown ({@link usdNumber}), never to be counted with.
 */
declare const microUsdBrand: unique symbol

/** An amount of micro-USD: a non-negative integer, at most {@link MICRO_USD_MAX}. */
export type MicroUsd = bigint & { readonly [microUsdBrand]: true }

/** The largest amount the product accepts: 9,007,199,254.740991 USD. In micro-USD it is the largest safe integer. */
export const MICRO_USD_MAX = 9_007_199_254_740_991n as MicroUsd

export const ZERO_USD = 0n as MicroUsd

/** Brands an integer as micro-USD. Throws `RangeError` below zero: direction is never a sign in this code base. */
export function microUsd(value: bigint): MicroUsd {
  if (value < 0n) throw new RangeError('an amount is never negative')
  return value as MicroUsd
}

export const addUsd = (a: MicroUsd, b: MicroUsd): MicroUsd => (a + b) as MicroUsd

/** `a - b`, or zero where `b` is the larger: "what is still missing". */
export const missingUsd = (a: MicroUsd, b: MicroUsd): MicroUsd => (a > b ? a - b : 0n) as MicroUsd

const DECIMAL = /^(0|[1-9][0-9]{0,15})(?:\.([0-9]{1,30}))?$/

/**
 * Reads USD from a decimal text such as `12.5` (the source text of a JSON number, or a decimal string).
 * More than six decimals round `down` for caps and `up` for costs. Returns `null` for anything that is not a plain
 * decimal (signs, exponents, spaces, separators) or lies outside 0 … 9,007,199,254.740991.
 */
export function parseUsd(text: string, rounding: 'down' | 'up'): MicroUsd | null {
  const match = DECIMAL.exec(text)
  return match === null ? null : amountOf(match[1] as string, match[2] ?? '', rounding)
}

const NUMBER = /^(-?)(0|[1-9][0-9]{0,30})(?:\.([0-9]{1,30}))?(?:[eE]([+-]?[0-9]{1,2}))?$/
const SHIFT_MAX = 30

/**
 * The same of a JSON number's source text, in every form that a program writes its numbers in: `5e-05`, `1E2`, `-0`. The point
 * is moved in the text, by at most 30 places; an amount never becomes a float.
 */
export function parseUsdNumber(text: string, rounding: 'down' | 'up'): MicroUsd | null {
  const [, sign, whole, decimals = '', exponent = '0'] = NUMBER.exec(text) ?? []
  if (whole === undefined) return null
  const shift = Number.parseInt(exponent, 10)
  const digits = whole + decimals
  if (Math.abs(shift) > SHIFT_MAX || (sign === '-' && /[1-9]/.test(digits))) return null
  const point = whole.length + shift
  return amountOf(
    digits.slice(0, Math.max(point, 0)).padEnd(point, '0'),
    digits.slice(Math.max(point, 0)).padStart(digits.length - point, '0'),
    rounding,
  )
}

function amountOf(whole: string, decimals: string, rounding: 'down' | 'up'): MicroUsd | null {
  const kept = decimals.slice(0, 6).padEnd(6, '0')
  const lost = /[1-9]/.test(decimals.slice(6))
  const value = BigInt(whole) * 1_000_000n + BigInt(kept) + (lost && rounding === 'up' ? 1n : 0n)
  // A cap above the largest amount by a fraction of a micro-USD still rounds down into range; a cost does not.
  return value <= MICRO_USD_MAX && !(value === MICRO_USD_MAX && lost) ? (value as MicroUsd) : null
}

/** The shortest decimal text of an amount: `12.5`, `0.000001`, `0`. Safe to place in JSON as a number. */
export function formatUsd(amount: bigint): string {
  if (amount < 0n) return `-${formatUsd(-amount)}`
  const digits = amount.toString().padStart(7, '0')
  const point = digits.length - 6
  let end = digits.length
  while (end > point && digits.charCodeAt(end - 1) === ZERO) end--
  return end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
}

const ZERO = 0x30

/**
 * The amount as a JSON number of USD. It prints as {@link formatUsd} for every amount below 2^33 (8,589,934,592) USD; from
 * there on a float has no room for the sixth decimal, and a reader that needs it takes the decimal text.
 */
export const usdNumber = (amount: bigint): number => Number(formatUsd(amount))

/** Divides rounding up. `b` must be positive. */
export const divideUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b
