/** Reads of budgets: named ones and runs, with their live spend. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ask, get, type Query } from '../../api/http.ts'
import type { Budget, Page } from '../../api/types.ts'

export const namedBudgets = queryOptions({
  queryKey: ['budgets', 'named'],
  queryFn: ({ signal }) => get<Page<Budget>>('/vault/budgets', { kind: 'named', limit: 1000 }, signal),
})

export interface NearestBudgets extends Page<Budget> {
  readonly considered: number
  readonly complete: boolean
}

/** Nearest to their cap first, compared by the server. */
export const budgetsNearest = (kind: 'named' | 'run') =>
  queryOptions({
    queryKey: [kind === 'run' ? 'runs' : 'budgets', 'nearest', kind],
    queryFn: ({ signal }) => get<NearestBudgets>('/vault/budgets', { kind, sort: 'nearest', limit: 200 }, signal),
  })

export const runsNewest = infiniteQueryOptions({
  queryKey: ['runs', 'newest'],
  queryFn: ({ pageParam, signal }) =>
    get<Page<Budget>>('/vault/budgets', { kind: 'run', limit: 200, cursor: pageParam } as Query, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
})

export interface VersionedBudget {
  readonly budget: Budget
  /** Sent back with a change, so that it fails if someone else changed the budget meanwhile. */
  readonly etag: string | null
}

/** By id or name. */
export const budgetBy = (idOrName: string, resource: 'budgets' | 'runs' = 'budgets') =>
  queryOptions({
    queryKey: [resource, 'one', idOrName],
    queryFn: async ({ signal }): Promise<VersionedBudget> => {
      const { value, headers } = await ask<Budget>('GET', `/vault/budgets/${encodeURIComponent(idOrName)}`, { signal })
      return { budget: value, etag: headers.get('etag') }
    },
  })
