/** Pages of a short list that is read whole: ordered by a name of its rows, the cursor being the last name shown. */
import type { PageQuery } from '@keybrake/contract'
import type { Page } from '@keybrake/ledger'

/** Null for a cursor that this list never gave. */
export function pageByName<T>(
  rows: readonly T[],
  nameOf: (row: T) => string,
  { limit, cursor }: PageQuery,
): Page<T> | null {
  const after = cursor === null ? null : decode(cursor)
  if (cursor !== null && after === null) return null
  const sorted = rows
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .filter((row) => after === null || nameOf(row) > after)
  const data = sorted.slice(0, limit)
  const last = data.at(-1)
  return { data, nextCursor: last === undefined || sorted.length <= limit ? null : encode(nameOf(last)) }
}

const encode = (name: string): string => Buffer.from(name, 'utf8').toString('base64url')

function decode(cursor: string): string | null {
  const name = Buffer.from(cursor, 'base64url').toString('utf8')
  return encode(name) === cursor ? name : null
}
