/** Price tables: rows of numbers found by what a request says. */
import { type Decimal, decimalOf } from '../cost/decimal.ts'
import { listOf, mapOf, object, oneOrMore, optional, required, several } from './containers.ts'
import { date, matching, named, oneOf, path, whole, words } from './leaves.ts'
import { checked, leaf, type Schema, Wrong } from './schema.ts'

/** Null: the row has no number in this column. */
export type Row = readonly (Decimal | null)[]

const row: Schema<Row> = leaf('numbers in the order of the columns, `-` for none', (text) => {
  const cells = text.split(/ +/).map((cell) => (cell === '-' ? null : (decimalOf(cell) ?? undefined)))
  return cells.some((cell) => cell === undefined || (cell !== null && cell.digits < 0n))
    ? new Wrong('must be decimals with spaces between them, - where there is none')
    : (cells as Row)
})

const column = matching(/^[a-z][a-z0-9_]*$/, 'the name of a column')

const by = object('Table key', 'One part of what finds a row.', {
  field: required(oneOrMore(path), 'The path of the value; of several paths, the first that has one.'),
  else: optional(words, null, 'What stands where there is none.'),
})

const tableFields = object(
  'Table',
  'Numbers that differ by what the request says. A call that finds no row is refused.',
  {
    source: required(words, 'Where the numbers are from.'),
    date: required(date, 'When they were right.'),
    by: required(listOf(by, 1), 'What of the request finds the row; several values are joined by `/`.'),
    match: optional(
      oneOf(['exact', 'prefix'] as const),
      'exact' as const,
      '`exact`: a row’s key is the value; one that ends in `{date}` also takes a date after it (`-2026-11-24`, `-20261124`). `prefix`: the longest key that the value begins with.',
    ),
    prices: several(column, 'Columns of prices in USD.'),
    per: optional(whole(1, 1_000_000_000), 1, 'The prices are for so many.'),
    numbers: several(column, 'Columns of other numbers; they stand after the prices in a row.'),
    rows: required(
      mapOf(named(/^\S{1,200}$/, 'a key without spaces'), row, 'map of keys to rows of numbers'),
      'The rows. A setting `<table>.<key>.<column>` of the connection replaces or adds a number.',
    ),
  },
)

export type Table = typeof tableFields extends Schema<infer T> ? T : never

export const table: Schema<Table> = checked(tableFields, (given, node, reading) => {
  const width = given.prices.length + given.numbers.length
  let fits = true
  const rows = node.kind === 'map' ? node.members.get('rows')?.value : undefined
  for (const [key, cells] of given.rows) {
    if (cells.length === width) continue
    const place = (rows?.kind === 'map' ? rows.members.get(key)?.place : undefined) ?? node.place
    reading.member('rows').member(key).fault(place, `has ${cells.length} numbers, but there are ${width} columns`)
    fits = false
  }
  return fits
})
