/** A chart with its legend, what it says in words, and the same as a table. */
import { ChartColumn, Table2 } from 'lucide-react'
import { type ReactNode, useId, useMemo, useState } from 'react'
import { useStore } from '../app/store.ts'
import { zoneStore } from '../app/zone.ts'
import { usdShort } from '../format/money.ts'
import { minuteText } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Plot } from './plot.tsx'
import type { PlotSeries, PlotSpec } from './plot-options.ts'
import { summaryOf } from './summary.ts'

export interface ChartProps {
  readonly title: string
  readonly kind: PlotSpec['kind']
  /** Epoch ms; a new array only where the data is new: the canvas is made anew for it. */
  readonly times: readonly number[]
  readonly series: readonly PlotSeries[]
  readonly format: (value: number) => string
  /** Of the numbers at the axis; short USD unless told. */
  readonly axisFormat?: (value: number) => string
  /** Words for a moment of the axis; day and minute unless told. */
  readonly timeText?: (at: number, zone: string) => string
  /** What makes up the point: a link that stands in its row of the table, where the keyboard finds it. */
  readonly link?: (index: number) => ReactNode
  readonly onPick?: (index: number) => void
}

const whenText = (at: number, zone: string): string => minuteText(new Date(at).toISOString(), zone)

export function Chart({
  title,
  kind,
  times,
  series,
  format,
  axisFormat = usdShort,
  timeText = whenText,
  link,
  onPick,
}: ChartProps) {
  const zone = useStore(zoneStore)
  const [asTable, setAsTable] = useState(false)
  const [hover, setHover] = useState<number | null>(null)
  const headingId = useId()
  const spec = useMemo<PlotSpec>(
    () => ({ kind, times, series, zone, axisFormat, onHover: setHover, ...(onPick === undefined ? {} : { onPick }) }),
    [kind, times, series, zone, axisFormat, onPick],
  )
  const labels = times.map((at) => timeText(at, zone))
  const summary = summaryOf(series, labels, format)
  return (
    <figure aria-labelledby={headingId} className="m-0 min-w-0 rounded-lg border border-line bg-surface p-4">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id={headingId} className="mr-auto font-semibold">
          {title}
        </h2>
        <Button
          small
          variant="quiet"
          icon={asTable ? <ChartColumn size={15} /> : <Table2 size={15} />}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
      </div>
      {asTable ? (
        <DataTable labels={labels} series={series} format={format} caption={title} link={link} />
      ) : (
        <>
          <Plot spec={spec} label={`${title}. ${summary}`} />
          <Legend series={series} at={hover} when={hover === null ? null : (labels[hover] ?? null)} format={format} />
        </>
      )}
      <figcaption className="sr-only">{summary}</figcaption>
    </figure>
  )
}

interface LegendProps {
  readonly series: readonly PlotSeries[]
  readonly at: number | null
  readonly when: string | null
  readonly format: ChartProps['format']
}

/** Names of the series; with the pointer over a point, its figures. */
const Legend = ({ series, at, when, format }: LegendProps) => (
  <ul className="mt-2 flex min-h-5 flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2" aria-label="Legend">
    {when === null ? null : <li className="font-medium text-ink">{when}</li>}
    {series.map(({ name, tone, values, limit }) => (
      <li key={name} className="flex min-w-0 items-center gap-1.5">
        <span
          className="inline-block h-2.5 w-4 shrink-0 rounded-sm"
          style={limit ? { borderTop: `2px dashed var(--${tone})`, height: 0 } : { background: `var(--${tone})` }}
        />
        <span className="max-w-56 truncate">{name}</span>
        {at === null ? null : <span className="text-ink">{valueText(values[at], format)}</span>}
      </li>
    ))}
  </ul>
)

const valueText = (value: number | null | undefined, format: ChartProps['format']): string =>
  value === null || value === undefined ? '–' : format(value)

interface DataTableProps {
  readonly labels: readonly string[]
  readonly series: readonly PlotSeries[]
  readonly format: ChartProps['format']
  readonly caption: string
  readonly link: ChartProps['link']
}

const DataTable = ({ labels, series, format, caption, link }: DataTableProps) => (
  <div className="max-h-72 overflow-auto" tabIndex={0} role="region" aria-label={`${caption}, as a table`}>
    <table className="w-full text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 bg-surface text-left text-xs text-ink-3">
        <tr>
          <th scope="col" className="py-1 pr-4 font-medium">
            When
          </th>
          {series.map(({ name }) => (
            <th key={name} scope="col" className="px-2 py-1 text-right font-medium">
              {name}
            </th>
          ))}
          {link === undefined ? null : (
            <th scope="col" className="px-2 py-1 font-medium">
              <span className="sr-only">Calls</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {labels.map((label, index) => (
          <tr key={label + String(index)} className="border-t border-line">
            <th scope="row" className="py-1 pr-4 text-left font-normal whitespace-nowrap">
              {label}
            </th>
            {series.map(({ name, values }) => (
              <td key={name} className="px-2 py-1 text-right">
                {valueText(values[index], format)}
              </td>
            ))}
            {link === undefined ? null : <td className="px-2 py-1 text-right">{link(index)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
