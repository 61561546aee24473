import type { Page, PageQuery, SortablePage } from './types/money.ts'

/** A list that is read page by page as far as it is wanted: `for await (const key of kb.keys.list())`. */
export interface Listing<T> extends AsyncIterable<T> {
  /** One page: the one that the query's `cursor` and `limit` name. */
  page(): Promise<SortablePage<T>>
  /** The rows to the end of the list, or the first `max` of them. */
  toArray(max?: number): Promise<T[]>
}

/** Rows per page where the caller reads a whole list and does not say. */
const PAGE_ROWS = 1000

export function listing<T, Q extends PageQuery>(
  query: Q | undefined,
  read: (query: Q | undefined) => Promise<Page<T>>,
): Listing<T> {
  async function* rows(): AsyncGenerator<T, void, undefined> {
    let next: Q = { ...query, limit: query?.limit ?? PAGE_ROWS } as Q
    for (;;) {
      const { data, next_cursor: cursor } = await read(next)
      yield* data
      if (cursor === null) return
      next = { ...next, cursor }
    }
  }
  return {
    [Symbol.asyncIterator]: rows,
    page: () => read(query),
    async toArray(max = Infinity) {
      const all: T[] = []
      if (max <= 0) return all
      for await (const row of rows()) {
        all.push(row)
        if (all.length >= max) break
      }
      return all
    },
  }
}
