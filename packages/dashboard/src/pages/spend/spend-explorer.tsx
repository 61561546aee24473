/** The bars, the sum of all, and a row a group. */
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { Link } from '../../app/link.tsx'
import { Chart } from '../../charts/chart.tsx'
import { SERIES_TONES } from '../../charts/colours.ts'
import type { PlotSeries } from '../../charts/plot-options.ts'
import { microsText, usdText } from '../../format/money.ts'
import { dayText } from '../../format/time.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Table } from '../../ui/table.tsx'
import { endOf } from './buckets.ts'
import { type By, feedFilter, groupText } from './group-link.ts'
import { asQuery, type Period } from './period.ts'
import type { SpendFilters } from './reads.ts'
import { changeText, type SpendSum, type SpendView } from './series.ts'
import { spendColumns } from './spend-columns.tsx'

export interface SpendExplorerProps {
  readonly view: SpendView
  readonly by: By
  /** In force beside the grouping; they go along to the feed. */
  readonly filters: SpendFilters
  readonly period: Period
  readonly compare: boolean
}

export function SpendExplorer({ view, by, filters, period, compare }: SpendExplorerProps) {
  const navigate = useNavigate()
  const { tag } = filters
  const feed = useMemo(() => ({ ...withoutTag(filters), ...asQuery(period) }), [filters, period])
  const columns = useMemo(() => spendColumns(by, feed, compare, tag), [by, feed, compare, tag])
  const series = useMemo(() => seriesOf(view, by), [view, by])
  const feedAt = useCallback(
    (index: number) => {
      const from = view.buckets[index] ?? period.from
      return { ...feed, ...asQuery({ from, to: endOf(view.buckets, index, period) }) }
    },
    [view, period, feed],
  )
  const onPick = useCallback(
    (index: number) => void navigate({ to: '/' as never, search: feedAt(index) as never }),
    [navigate, feedAt],
  )
  if (view.totals.length === 0)
    return <EmptyState title="Nothing was spent in this period">Choose a longer one, or take a filter away.</EmptyState>
  return (
    <div className="flex flex-col gap-4">
      {view.all === null ? null : <Sum of={view.all} />}
      <Chart
        title={period.per === 'hour' ? 'Spent an hour' : 'Spent a day'}
        kind="bars"
        times={view.buckets}
        series={series}
        format={usdText}
        {...(period.per === 'day' && { timeText: dayOf })}
        onPick={onPick}
        link={(index) => (
          <Link to="/" search={feedAt(index)}>
            Calls
          </Link>
        )}
      />
      <Table
        caption={`Spend by ${by}`}
        columns={columns}
        rows={view.totals}
        rowKey={({ group }) => group || '-'}
        onOpen={({ group }) => {
          const filter = feedFilter(by, group, feed, tag)
          if (filter !== null) void navigate({ to: '/' as never, search: filter as never })
        }}
      />
      {view.unlisted === 0 ? null : (
        <p className="px-4 text-sm text-ink-2 desk:px-1">
          {view.unlisted.toLocaleString('en-US')} smaller groups are in the sum and in the bars, not in the list.
        </p>
      )}
    </div>
  )
}

const Sum = ({ of: { spent, held, calls, before } }: { readonly of: SpendSum }) => (
  <p className="px-4 desk:px-1">
    <span className="text-xl font-semibold">{microsText(spent)}</span>{' '}
    <span className="text-ink-2">
      settled by {calls.toLocaleString('en-US')} {calls === 1 ? 'call' : 'calls'}
      {held === 0n ? '' : `, ${microsText(held)} held beside`}
      {before === null ? '' : `; ${changeText(spent, before)} against ${microsText(before)} before`}
    </span>
  </p>
)

/** The name of a tag is no filter of the feed: each of its values is. */
const withoutTag = ({ tag: _tag, ...filters }: SpendFilters): Omit<SpendFilters, 'tag'> => filters

const dayOf = (at: number, zone: string): string => dayText(new Date(at).toISOString(), zone)

/** For the height of a bar a float is exact enough; six decimals of it are the amount again. */
const seriesOf = (view: SpendView, by: By): readonly PlotSeries[] =>
  view.series.map(({ group, spent }, index) => ({
    name: group === null ? 'all others' : groupText(by, group),
    tone: group === null ? 'series-rest' : (SERIES_TONES[index] ?? 'series-rest'),
    values: spent.map((micros) => Number(micros) / 1e6),
  }))
