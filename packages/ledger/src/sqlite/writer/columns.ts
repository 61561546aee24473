/** Typed reads of a row of `node:sqlite`. Money columns are selected as text (`CAST(x AS TEXT)`), so that none passes a float. */
import { type Instant, instant, type MicroUsd } from '@keybrake/core'

export type Columns = Readonly<Record<string, unknown>>

export function text(row: Columns, name: string): string {
  const value = row[name]
  if (typeof value !== 'string') throw new Error(`column ${name} is not a text`)
  return value
}

export const textOrNull = (row: Columns, name: string): string | null => (row[name] === null ? null : text(row, name))

export function integer(row: Columns, name: string): number {
  const value = row[name]
  if (typeof value !== 'number') throw new Error(`column ${name} is not an integer`)
  return value
}

export const integerOrNull = (row: Columns, name: string): number | null =>
  row[name] === null ? null : integer(row, name)

export const time = (row: Columns, name: string): Instant => instant(integer(row, name))

export const timeOrNull = (row: Columns, name: string): Instant | null => (row[name] === null ? null : time(row, name))

export const money = (row: Columns, name: string): MicroUsd => BigInt(text(row, name)) as MicroUsd

export const moneyOrNull = (row: Columns, name: string): MicroUsd | null =>
  row[name] === null ? null : money(row, name)

export function bytesOrNull(row: Columns, name: string): Uint8Array | null {
  const value = row[name]
  return value instanceof Uint8Array ? value : null
}
