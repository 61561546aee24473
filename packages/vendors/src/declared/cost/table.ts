/** Finds a number in a price table by what the request says. */
import type { Json } from '@keybrake/core'
import { JsonNumber } from '@keybrake/core'
import { firstAt } from '../path.ts'
import type { ColumnRef } from '../schema/cost-schema.ts'
import type { Table } from '../schema/table-schema.ts'
import { type Decimal, decimalOf } from './decimal.ts'
import type { Facts } from './facts.ts'
import { absent, type Found, found, unreadable } from './found.ts'

export interface Cell {
  readonly value: Decimal
  /** A price is for so many. */
  readonly per: number
}

export function cellOf({ table: name, column }: ColumnRef, facts: Facts): Found<Cell> {
  const table = facts.tables.get(name)
  if (table === undefined) return absent(`there is no table ${name}`)
  const key = keyOf(table, facts.request)
  if (key.kind !== 'found') return key
  const per = table.prices.includes(column) ? table.per : 1
  const at = [...table.prices, ...table.numbers].indexOf(column)
  for (const candidate of candidates(table, key.value)) {
    const setting = `${name}.${candidate}.${column}`
    const own = facts.settings[setting]
    const value = own === undefined ? (table.rows.get(candidate)?.[at] ?? null) : decimalOf(own)
    if (value !== null && value.digits >= 0n) return found({ value, per })
    if (own !== undefined)
      return unreadable(`the connection’s setting ${setting.slice(0, CHARS_SHOWN)} is not a decimal`)
    // A row without a number in this column is an answer: no shorter prefix speaks for it.
    if (table.rows.has(candidate)) break
  }
  const shown = JSON.stringify(key.value.slice(0, CHARS_SHOWN))
  return absent(
    `there is no ${name}.${column} for ${shown}; an operator can set ${name}.<key>.${column} on the connection`,
  )
}

const CHARS_SHOWN = 80

/** Null bytes and the like in a key find no row, so that a key needs no form of its own. */
function keyOf({ by }: Table, request: Json | undefined): Found<string> {
  const parts: string[] = []
  for (const { field, else: otherwise } of by) {
    const value = firstAt(request, field)
    const text = value instanceof JsonNumber ? value.text : (value ?? otherwise)
    if (text === null) return absent(`${field[0]?.text ?? ''} is missing, and its price goes by it`)
    if (typeof text !== 'string') return unreadable(`${field[0]?.text ?? ''} is neither text nor number`)
    parts.push(text)
  }
  return found(parts.join('/'))
}

const DATED = /^(.*)-(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})$/

/** Keys of rows that speak for this value, the nearest first. */
function* candidates({ match }: Table, key: string): Generator<string> {
  yield key
  if (match === 'prefix') {
    for (let end = Math.min(key.length - 1, PREFIX_CHARS_MAX); end > 0; end--) yield key.slice(0, end)
    return
  }
  yield `${key}{date}`
  const [, undated] = DATED.exec(key) ?? []
  if (undated !== undefined) yield `${undated}{date}`
}

/** Longer than any phone number. */
const PREFIX_CHARS_MAX = 32
