/** What was stopped: by which check, whose agent, doing what. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Siren } from 'lucide-react'
import { useMemo } from 'react'
import { Link } from '../../app/link.tsx'
import { useSearchText } from '../../app/search.ts'
import { Chart } from '../../charts/chart.tsx'
import { SERIES_TONES } from '../../charts/colours.ts'
import type { PlotSeries } from '../../charts/plot-options.ts'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/columns.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Given } from '../../ui/given.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Table } from '../../ui/table.tsx'
import { bucketsBetween } from '../spend/buckets.ts'
import { asQuery, type Period } from '../spend/period.ts'
import { PeriodSelect, usePeriod } from '../spend/period-select.tsx'
import { type CodeSeries, groupsOf, type RefusalGroup, seriesOf, signsOf } from './board.ts'
import { type Refusals, refusalsOver } from './reads.ts'

const COLUMNS: readonly Column<RefusalGroup>[] = [
  {
    id: 'code',
    header: 'Code',
    card: 'title',
    width: '16rem',
    sortBy: ({ code }) => code,
    cell: ({ code }) => <Badge tone="stop">{code}</Badge>,
  },
  { id: 'label', header: 'Label', sortBy: ({ label }) => label, cell: ({ label }) => label ?? '–' },
  {
    id: 'operation',
    header: 'Operation',
    sortBy: ({ operation }) => operation,
    cell: ({ operation }) => operation ?? '–',
  },
  {
    id: 'count',
    header: 'Times',
    card: 'end',
    align: 'end',
    width: '7rem',
    sortBy: ({ count }) => count,
    cell: ({ count }) => count.toLocaleString('en-US'),
  },
]

export function Page() {
  const search = useSearchText()
  const { period, zone } = usePeriod()
  const query = useQuery(refusalsOver(period, zone, search['label']))
  return (
    <>
      <PageHead
        title="Refusals"
        about="Which checks stopped whom. Many refusals of one kind are the first sign of a confused or hijacked agent."
      />
      <div className="mb-4 flex flex-wrap items-center gap-3 px-4 desk:px-1">
        <PeriodSelect />
        {search['label'] === undefined ? null : (
          <Link to="." search={{ label: undefined }}>
            Of all labels, not only {search['label']}
          </Link>
        )}
      </div>
      <Loaded query={query} what="refusals">
        {(refusals) => <Board of={refusals} period={period} />}
      </Loaded>
    </>
  )
}

/** The calls behind a row, in the feed. */
const filterOf = ({ code, label, operation }: RefusalGroup, period: Period): Readonly<Record<string, string>> => ({
  decision: 'refused',
  code,
  ...(label === null ? {} : { label }),
  ...(operation === null ? {} : { operation }),
  ...asQuery(period),
})

function Board({ of: { overall, byBucket }, period }: { readonly of: Refusals; readonly period: Period }) {
  const navigate = useNavigate()
  const groups = useMemo(() => groupsOf(overall), [overall])
  const times = useMemo(() => bucketsBetween(byBucket, period), [byBucket, period])
  const plotted = useMemo(() => plottedOf(seriesOf(byBucket, times)), [byBucket, times])
  if (groups.length === 0)
    return (
      <EmptyState title="Nothing was refused in this period">
        Every call stayed within its key’s policy and caps.
      </EmptyState>
    )
  return (
    <div className="flex flex-col gap-4">
      <Signs groups={groups} period={period} />
      <Chart
        title={period.per === 'hour' ? 'Refused an hour' : 'Refused a day'}
        kind="bars"
        times={times}
        series={plotted}
        format={countText}
        axisFormat={countText}
      />
      <Table
        caption="Refusals by code, label and operation"
        columns={COLUMNS}
        rows={groups}
        rowKey={({ code, label, operation }) => JSON.stringify([code, label, operation])}
        onOpen={(group) => void navigate({ to: '/' as never, search: filterOf(group, period) as never })}
      />
    </div>
  )
}

/** As many codes as there are tones that stay apart. */
const plottedOf = (series: readonly CodeSeries[]): readonly PlotSeries[] =>
  SERIES_TONES.flatMap((tone, index) => {
    const one = series[index]
    return one === undefined ? [] : [{ name: one.code, tone, values: one.counts }]
  })

const countText = (count: number): string => (Number.isInteger(count) ? count.toLocaleString('en-US') : '')

function Signs({ groups, period }: { readonly groups: readonly RefusalGroup[]; readonly period: Period }) {
  const signs = signsOf(groups).slice(0, 5)
  if (signs.length === 0) return null
  return (
    <section
      aria-label="Worth a look"
      className="border-y border-line bg-surface px-4 py-3 desk:rounded-lg desk:border"
    >
      <ul className="flex flex-col gap-2">
        {signs.map((sign) => (
          <li key={`${sign.label} ${sign.did}`} className="flex items-start gap-2">
            <Siren size={17} aria-hidden="true" className="mt-0.5 shrink-0 text-stop" />
            <span className="min-w-0 wrap-anywhere">
              <Given>{sign.label ?? 'A key without a label'}</Given> {sign.did}.{' '}
              <Link to="/" search={filterOf(sign, period)}>
                Calls
              </Link>
              {sign.label === null ? null : (
                <>
                  {', '}
                  <Link to="/keys" search={{ label: sign.label }}>
                    its keys
                  </Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
