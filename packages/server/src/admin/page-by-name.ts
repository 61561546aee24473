/** Pages of a short list that is read whole, the cursor being the name of the last row shown. */
import type { PageQuery } from '@keybrake/contract'
import type { Page } from '@keybrake/ledger'

/** Ordered by name, so that rows may come and go between two pages. Null for a cursor that this list never gave. */
export function pageByName<T>(rows: readonly T[], nameOf: (row: T) => string, query: PageQuery): Page<T> | null {
  const after = afterOf(query)
  if (after === undefined) return null
  const sorted = rows.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  return pageFrom(after === null ? sorted : sorted.filter((row) => nameOf(row) > after), nameOf, query.limit)
}

/** In the order given, of rows that stay. Null for a cursor that this list never gave. */
export function pageInOrder<T>(rows: readonly T[], nameOf: (row: T) => string, query: PageQuery): Page<T> | null {
  const after = afterOf(query)
  if (after === null) return pageFrom(rows, nameOf, query.limit)
  const index = rows.findIndex((row) => nameOf(row) === after)
  return index === -1 ? null : pageFrom(rows.slice(index + 1), nameOf, query.limit)
}

function pageFrom<T>(rows: readonly T[], nameOf: (row: T) => string, limit: number): Page<T> {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  return { data, nextCursor: last === undefined || rows.length <= limit ? null : encode(nameOf(last)) }
}

const encode = (name: string): string => Buffer.from(name, 'utf8').toString('base64url')

/** The name behind the cursor; null: it begins. Undefined: no name has this cursor. */
function afterOf({ cursor }: PageQuery): string | null | undefined {
  if (cursor === null) return null
  const name = Buffer.from(cursor, 'base64url').toString('utf8')
  return encode(name) === cursor ? name : undefined
}
