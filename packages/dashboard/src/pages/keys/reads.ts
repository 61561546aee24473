/** Reads of keys and of what a key is made from. The first word of a query's name is what makes it stale. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { get, type Query } from '../../api/http.ts'
import type { CallRow, Connection, Key, Page, Vendor } from '../../api/types.ts'

export const KEY_FILTERS = ['status', 'vendor', 'connection', 'label', 'run', 'budget'] as const
export type KeyFilters = Partial<Record<(typeof KEY_FILTERS)[number], string>>

/** Newest first, page by page. */
export const keysNewest = (filters: KeyFilters) =>
  infiniteQueryOptions({
    queryKey: ['keys', 'newest', filters],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Key>>('/vault/keys', { ...filters, limit: 200, cursor: pageParam } as Query, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  })

export interface NearestKeys extends Page<Key> {
  /** How many live keys were compared; there are more where `complete` is false. */
  readonly considered: number
  readonly complete: boolean
}

/** Nearest to exhaustion first: compared by the server. */
export const keysNearest = (filters: KeyFilters) =>
  queryOptions({
    queryKey: ['keys', 'nearest', filters],
    queryFn: ({ signal }) =>
      get<NearestKeys>('/vault/keys', { ...filters, sort: 'nearest', limit: 200 } as Query, signal),
  })

/** Called `budgets` because each of its calls changes it (its spend, its status), which `keys` are not read again for. */
export const keyById = (id: string) =>
  queryOptions({
    queryKey: ['budgets', 'key', id],
    queryFn: ({ signal }) => get<Key>(`/vault/keys/${encodeURIComponent(id)}`, {}, signal),
  })

/** All keys of a run or budget, up to 1,000. */
export const keysOf = (by: 'run' | 'budget', value: string) =>
  queryOptions({
    queryKey: ['keys', by, value],
    queryFn: ({ signal }) => get<Page<Key>>('/vault/keys', { [by]: value, limit: 1000 }, signal),
  })

export const vendorsKnown = queryOptions({
  queryKey: ['vendors'],
  queryFn: ({ signal }) => get<{ readonly data: readonly Vendor[] }>('/vault/vendors', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
})

export const connectionsAll = queryOptions({
  queryKey: ['connections', 'all'],
  queryFn: ({ signal }) => get<Page<Connection>>('/vault/connections', { limit: 1000 }, signal),
})

/** The newest calls that match, for a short list under something else; read again as calls go on. */
export const recentCalls = (filter: Readonly<Record<string, string>>, limit = 12) =>
  queryOptions({
    queryKey: ['budgets', 'recent', filter, limit],
    queryFn: ({ signal }) => get<Page<CallRow>>('/vault/audit', { ...filter, limit }, signal),
  })
