/** Spend by time and group as the server tells it, arranged for the chart and the table: the largest groups apart, the rest as one. */
import type { Spend } from '../../api/types.ts'
import { microsOf } from '../../format/money.ts'
import { bucketsBetween } from './buckets.ts'
import type { Period } from './period.ts'

export interface GroupTotal {
  readonly group: string
  /** Micro-USD. */
  readonly spent: bigint
  readonly held: bigint
  readonly calls: number
  /** Spent in the period before; null where it was not asked for. */
  readonly before: bigint | null
}

export interface Series {
  /** A group, or null for all that are not shown apart. */
  readonly group: string | null
  /** Micro-USD spent per bucket, in the order of `buckets`. */
  readonly spent: readonly bigint[]
}

export interface SpendSum {
  readonly spent: bigint
  readonly held: bigint
  readonly calls: number
  readonly before: bigint | null
}

export interface SpendView {
  /** Epoch ms of the beginning of each bucket, without gaps. */
  readonly buckets: readonly number[]
  readonly series: readonly Series[]
  /** Largest first. */
  readonly totals: readonly GroupTotal[]
  /** Over the whole period, whatever is shown apart. Null by budget: a call counts on each of its budgets. */
  readonly all: SpendSum | null
  /** Groups that have no row of their own. */
  readonly unlisted: number
}

export const SERIES_MAX = 6

/**
 * @param byBucket the largest groups per bucket, with the rest of each
 * @param overall the same over the whole period: the server's own sums
 * @param before the period before; null: not asked for
 */
export function viewOf(byBucket: Spend, overall: Spend, before: Spend | null, period: Period): SpendView {
  const earlier =
    before === null ? null : new Map(before.data.map(({ group, spent_usd }) => [group, microsOf(spent_usd)]))
  const totals = overall.data
    .map(
      ({ group, calls, spent_usd, held_usd }): GroupTotal => ({
        group,
        calls,
        spent: microsOf(spent_usd),
        held: microsOf(held_usd),
        before: earlier === null ? null : (earlier.get(group) ?? 0n),
      }),
    )
    .sort((a, b) => Number(b.spent - a.spent) || (a.group < b.group ? -1 : 1))
  const buckets = bucketsBetween([...byBucket.data, ...byBucket.rest], period)
  return {
    buckets,
    series: seriesOf(byBucket, totals, buckets),
    totals,
    all: sumOf(overall.total, before?.total ?? null),
    unlisted: overall.rest.reduce((sum, { groups }) => sum + groups, 0),
  }
}

function sumOf(total: Spend['total'], before: Spend['total']): SpendSum | null {
  if (total === null) return null
  return {
    spent: microsOf(total.spent_usd),
    held: microsOf(total.held_usd),
    calls: total.calls,
    before: before === null ? null : microsOf(before.spent_usd),
  }
}

function seriesOf(spend: Spend, totals: readonly GroupTotal[], buckets: readonly number[]): readonly Series[] {
  const place = new Map(buckets.map((at, index) => [at, index]))
  const rowOf = (lines: readonly { readonly bucket: string | null; readonly spent_usd: number }[]) => {
    const row = new Array<bigint>(buckets.length).fill(0n)
    for (const { bucket, spent_usd } of lines) {
      const index = bucket === null ? undefined : place.get(Date.parse(bucket))
      if (index !== undefined) row[index] = (row[index] ?? 0n) + microsOf(spent_usd)
    }
    return row
  }
  const byGroup = Map.groupBy(spend.data, ({ group }) => group)
  const apart = totals.filter(({ group }) => byGroup.has(group)).slice(0, SERIES_MAX)
  const shown = new Set(apart.map(({ group }) => group))
  const others = [...spend.data.filter(({ group }) => !shown.has(group)), ...spend.rest]
  return [
    ...apart.map(({ group }) => ({ group, spent: rowOf(byGroup.get(group) ?? []) })),
    ...(others.length === 0 ? [] : [{ group: null, spent: rowOf(others) }]),
  ]
}

/** `+25 %`, `−10 %`, `new`, `0 %`: against the period before. */
export function changeText(now: bigint, before: bigint): string {
  if (before === 0n) return now === 0n ? '0 %' : 'new'
  const percent = Number(((now - before) * 1000n) / before) / 10
  const rounded = Math.abs(percent) >= 10 ? Math.round(percent) : percent
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${Math.abs(rounded)} %`
}
