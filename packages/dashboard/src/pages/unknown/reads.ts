import { infiniteQueryOptions } from '@tanstack/react-query'
import { get, type Query } from '../../api/http.ts'
import type { CallRow, Page } from '../../api/types.ts'

/** Holds of unknown fate. The server tells the newest first; the inbox turns them round once all are read. */
export const unknownCalls = infiniteQueryOptions({
  queryKey: ['unknown', 'all'],
  queryFn: ({ pageParam, signal }) =>
    get<Page<CallRow>>('/vault/audit', { state: 'unknown', limit: 1000, cursor: pageParam } as Query, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
})
