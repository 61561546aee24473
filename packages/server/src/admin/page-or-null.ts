import type { PageQuery } from '@keybrake/contract'
import type { Page } from '@keybrake/ledger'

/** A page of the store, or null for a cursor that its list never gave. */
export async function pageOrNull<T>(
  query: PageQuery,
  read: (query: PageQuery) => Promise<Page<T>>,
): Promise<Page<T> | null> {
  try {
    return await read(query)
  } catch (error) {
    if (error instanceof RangeError && query.cursor !== null) return null
    throw error
  }
}
