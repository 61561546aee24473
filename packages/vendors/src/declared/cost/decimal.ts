/** Exact decimals: prices of a millionth of a cent and amounts of any currency, never a float. */
import { divideUp, type Json, JsonNumber } from '@keybrake/core'

/** `digits` / 10^`scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const FORM = /^(-?)([0-9]{1,18})(?:\.([0-9]{1,12}))?$/

/** Null for anything but plain digits with at most one point: no exponent, no separators. */
export function decimalOf(text: string): Decimal | null {
  const match = FORM.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', decimals = ''] = match
  const digits = BigInt(whole + decimals)
  return { digits: sign === '-' ? -digits : digits, scale: decimals.length }
}

/** A JSON number, or a text that holds one as forms and some vendors do. */
export function decimalOfJson(json: Json | undefined): Decimal | null {
  if (json instanceof JsonNumber) return decimalOf(json.text)
  return typeof json === 'string' ? decimalOf(json) : null
}

export const whole = (value: bigint | number): Decimal => ({ digits: BigInt(value), scale: 0 })
export const ONE = whole(1)
export const ZERO = whole(0)

export const times = (a: Decimal, b: Decimal): Decimal => ({ digits: a.digits * b.digits, scale: a.scale + b.scale })

export function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { digits: atScale(a, scale) + atScale(b, scale), scale }
}

export const minus = (a: Decimal, b: Decimal): Decimal => plus(a, { digits: -b.digits, scale: b.scale })

/** The quotient as a whole number, rounded up. */
export const dividedUp = (a: Decimal, by: number): Decimal =>
  whole(divideUp(a.digits, BigInt(by) * 10n ** BigInt(a.scale)))

export const isBelow = (a: Decimal, b: Decimal): boolean => minus(a, b).digits < 0n

/** Rounded up. @param scale decimals kept */
export const scaledUp = (value: Decimal, scale: number): bigint =>
  value.scale <= scale ? atScale(value, scale) : divideUp(value.digits, 10n ** BigInt(value.scale - scale))

const atScale = ({ digits, scale }: Decimal, wanted: number): bigint => digits * 10n ** BigInt(wanted - scale)
