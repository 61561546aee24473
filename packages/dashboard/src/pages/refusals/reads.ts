import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http.ts'
import { localZone } from '../../format/time.ts'
import { asQuery, type Period } from '../spend/period.ts'
import type { RefusalLine } from './board.ts'

/** The most lines that one read answers. */
export const LINES_MAX = 1000

export interface Refusals {
  /** Over the whole period. */
  readonly overall: readonly RefusalLine[]
  /** The same by hour or day; where there are more than `LINES_MAX`, the most frequent. */
  readonly byBucket: readonly RefusalLine[]
}

export const refusalsOver = (period: Period, zone: 'UTC' | 'local', label: string | undefined) =>
  queryOptions({
    queryKey: ['refusals', period, zone, label],
    queryFn: async ({ signal }): Promise<Refusals> => {
      const read = (query: { readonly per?: string }) =>
        get<{ readonly data: readonly RefusalLine[] }>(
          '/vault/refusals',
          { decision: 'refused', label, zone: zone === 'local' ? localZone() : zone, ...asQuery(period), ...query },
          signal,
        ).then(({ data }) => data)
      const [overall, byBucket] = await Promise.all([read({}), read({ per: period.per })])
      return { overall, byBucket }
    },
    placeholderData: (kept) => kept,
  })
