import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http.ts'
import type { Spend } from '../../api/types.ts'
import { localZone } from '../../format/time.ts'
import type { By } from './group-link.ts'
import { asQuery, before, type Period } from './period.ts'
import { SERIES_MAX, type SpendView, viewOf } from './series.ts'

export const SPEND_FILTERS = ['label', 'run', 'key_id', 'vendor', 'operation'] as const
export type SpendFilters = Partial<Record<(typeof SPEND_FILTERS)[number] | 'tag', string>>

const ROWS_MAX = 500

export interface SpendQuestion {
  readonly by: By
  readonly period: Period
  /** `tag` is the name of the tag whose values are the groups. */
  readonly filters: SpendFilters
  readonly compare: boolean
  readonly zone: 'UTC' | 'local'
}

/** Three reads of the same rollups: by bucket, over the period, and over the one before. */
export const spendOver = ({ by, period, filters, compare, zone }: SpendQuestion) =>
  queryOptions({
    queryKey: ['spend', by, period, filters, compare, zone],
    queryFn: async ({ signal }): Promise<SpendView> => {
      const read = (query: Readonly<Record<string, string | number>>) =>
        get<Spend>('/vault/spend', { by, ...filters, zone: zone === 'local' ? localZone() : zone, ...query }, signal)
      const [lines, totals, earlier] = await Promise.all([
        read({ per: period.per, top: SERIES_MAX, ...asQuery(period) }),
        read({ top: ROWS_MAX, ...asQuery(period) }),
        compare ? read({ top: 2 * ROWS_MAX, ...asQuery(before(period)) }) : null,
      ])
      return viewOf(lines, totals, earlier, period)
    },
    enabled: by !== 'tag' || filters.tag !== undefined,
    placeholderData: (kept) => kept,
  })
