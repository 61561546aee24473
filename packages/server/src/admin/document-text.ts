/**
 * Documents are what the store keeps for us as opaque JSON text. Amounts stand in them as decimal text of micro-USD,
 * because JSON numbers are floats.
 */
import {
  byWindow,
  cappedClasses,
  type Caps,
  type ClassCaps,
  type DayReset,
  microUsd,
  type MicroUsd,
  MONEY_CLASSES,
} from '@keybrake/core'

export type Plain = Readonly<Record<string, unknown>>

export const encodeUsd = (amount: MicroUsd | null): string | null => (amount === null ? null : amount.toString())

export const decodeUsd = (value: unknown): MicroUsd | null =>
  typeof value === 'string' ? microUsd(BigInt(value)) : null

export const encodeCaps = (caps: Caps): Plain => byWindow((window) => caps[window]?.toString())

export function decodeCaps(value: unknown): Caps {
  const plain = (value ?? {}) as Plain
  return byWindow((window) => decodeUsd(plain[window]))
}

export const encodeClassCaps = (caps: ClassCaps): Plain =>
  Object.fromEntries(cappedClasses(caps).map(([name, of]) => [name, encodeCaps(of)]))

export function decodeClassCaps(value: unknown): ClassCaps {
  const plain = (value ?? {}) as Plain
  return Object.fromEntries(
    MONEY_CLASSES.flatMap((name) => (plain[name] === undefined ? [] : [[name, decodeCaps(plain[name])]])),
  )
}

export const decodeDayReset = (value: unknown): DayReset => (value as DayReset | undefined) ?? { kind: 'anchored' }
