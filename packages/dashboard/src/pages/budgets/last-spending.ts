/** What the last minutes cost, call by call: from which a pace is estimated. */
import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http.ts'
import type { CallRow, Page } from '../../api/types.ts'
import { microsOf, sumUsd } from '../../format/money.ts'
import { FORECAST_WINDOW_MS, type Spending } from './forecast.ts'

const CALLS_MAX = 1000

/**
 * Named `budgets` so that it is read again when spending goes on. Empty where there were more calls than are read: a pace
 * from a part of them would be too slow.
 */
export const lastSpending = (filter: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: ['budgets', 'last-spending', filter],
    queryFn: async ({ signal }): Promise<readonly Spending[]> => {
      const from = new Date(Date.now() - FORECAST_WINDOW_MS).toISOString()
      const query = { ...filter, from, min_usd: '0.000001', limit: CALLS_MAX }
      const { data, next_cursor } = await get<Page<CallRow>>('/vault/audit', query, signal)
      if (next_cursor !== null) return []
      return data.map(({ time, cost_usd }) => ({ at: Date.parse(time), cost: microsOf(cost_usd) }))
    },
  })

/** Micro-USD held by calls of unknown fate. */
export const unknownHeld = (filter: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: ['unknown', 'held', filter],
    queryFn: async ({ signal }) => {
      const { data } = await get<Page<CallRow>>(
        '/vault/audit',
        { ...filter, state: 'unknown', limit: CALLS_MAX },
        signal,
      )
      return sumUsd(data.map(({ cost_usd }) => cost_usd))
    },
  })
