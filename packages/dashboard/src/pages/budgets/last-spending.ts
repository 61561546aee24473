/** What the last minutes cost, call by call: from which a pace is estimated. */
import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http.ts'
import type { CallRow, Page } from '../../api/types.ts'
import { microsOf, sumUsd } from '../../format/money.ts'
import { FORECAST_WINDOW_MS, type RecentSpending } from './forecast.ts'

const PACE_CALLS_MAX = 200
const UNKNOWN_MAX = 1000

/** The last 15 minutes, or as far back as the newest 200 calls reach. Named `budgets`: read again when spending goes on. */
export const lastSpending = (filter: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: ['budgets', 'last-spending', filter],
    queryFn: async ({ signal }): Promise<RecentSpending> => {
      const now = Date.now()
      const from = new Date(now - FORECAST_WINDOW_MS).toISOString()
      const query = { ...filter, from, min_usd: '0.000001', limit: PACE_CALLS_MAX }
      const { data, next_cursor } = await get<Page<CallRow>>('/vault/audit', query, signal)
      const calls = data.map(({ time, cost_usd }) => ({ at: Date.parse(time), cost: microsOf(cost_usd) }))
      const oldest = calls.at(-1)
      return { calls, windowMs: next_cursor === null || oldest === undefined ? FORECAST_WINDOW_MS : now - oldest.at }
    },
  })

/** Micro-USD held by calls of unknown fate. */
export const unknownHeld = (filter: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: ['unknown', 'held', filter],
    queryFn: async ({ signal }) => {
      const { data } = await get<Page<CallRow>>(
        '/vault/audit',
        { ...filter, state: 'unknown', limit: UNKNOWN_MAX },
        signal,
      )
      return sumUsd(data.map(({ cost_usd }) => cost_usd))
    },
  })
