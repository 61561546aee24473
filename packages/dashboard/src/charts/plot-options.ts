/** uPlot's options for the two kinds of chart there are: stacked bars by hour or day, and stepped lines over time. */
import uPlot from 'uplot'
import { colourOf, type Tone } from './colours.ts'

export interface PlotSeries {
  readonly name: string
  readonly tone: Tone
  /** One a point of the time axis. */
  readonly values: readonly (number | null)[]
  /** A line that is a limit: dashed, without area. */
  readonly limit?: boolean
}

export interface PlotSpec {
  readonly kind: 'bars' | 'steps'
  /** Epoch ms. */
  readonly times: readonly number[]
  readonly series: readonly PlotSeries[]
  readonly zone: string
  readonly axisFormat: (value: number) => string
  /** A point was clicked. */
  readonly onPick?: (index: number) => void
  /** The pointer is over a point, or over none. */
  readonly onHover?: (index: number | null) => void
}

const FONT = '12px ui-sans-serif, system-ui, sans-serif'

/** A function where a colour is wanted is asked at every drawing, so a change of theme needs only a redraw. */
export function plotOptions(spec: PlotSpec, size: { readonly width: number; readonly height: number }): uPlot.Options {
  const axis = { stroke: () => colourOf('ink-3'), font: FONT, ticks: { show: false } }
  return {
    ...size,
    tzDate: (seconds) =>
      spec.zone === 'local' ? new Date(seconds * 1000) : uPlot.tzDate(new Date(seconds * 1000), spec.zone),
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: true, range: spec.kind === 'bars' ? barRange(spec.times) : (_, min, max) => [min, max] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 40, space: 80, grid: { show: false }, values: AXIS_TIMES },
      {
        ...axis,
        size: 58,
        grid: { stroke: () => colourOf('line'), width: 1 },
        values: (_, values) => values.map(spec.axisFormat),
      },
    ],
    // Bars are drawn highest first: each then shows only its own part.
    series: [{}, ...inDrawingOrder(spec).map((one) => seriesOptions(one, spec.kind))],
    hooks: {
      setCursor: [({ cursor }) => spec.onHover?.(cursor.idx ?? null)],
      ready: [
        (plot) =>
          plot.over.addEventListener('click', () => {
            const index = plot.cursor.idx
            if (typeof index === 'number') spec.onPick?.(index)
          }),
      ],
    },
  }
}

export const inDrawingOrder = ({ kind, series }: PlotSpec): readonly PlotSeries[] =>
  kind === 'bars' ? series.toReversed() : series

/** Hours as 14:00, days as 29 Nov: in the words of the rest of the page. */
const AXIS_TIMES: uPlot.Axis.Values = [
  [86_400, '{D} {MMM}', null, null, null, null, null, null, 1],
  [3_600, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
]

/** Bars stand on their moment with half a step of room at both ends. Of the times alone: what is shown now is no measure, it would grow with every drawing. */
function barRange(times: readonly number[]): uPlot.Scale.Range {
  const [first = 0, second = first + 3_600_000] = times
  const half = (second - first) / 2
  const shown: uPlot.Range.MinMax = [(first - half) / 1000, ((times.at(-1) ?? first) + half) / 1000]
  return () => shown
}

function seriesOptions({ name, tone, limit = false }: PlotSeries, kind: PlotSpec['kind']): uPlot.Series {
  const stroke = () => colourOf(tone)
  if (limit) return { label: name, stroke, width: 1.5, dash: [6, 4], points: { show: false } }
  const paths = kind === 'bars' ? uPlot.paths.bars?.({ size: [0.72, 42] }) : uPlot.paths.stepped?.({ align: 1 })
  return {
    label: name,
    stroke,
    width: kind === 'bars' ? 0 : 2,
    fill: kind === 'bars' ? stroke : () => `color-mix(in srgb, ${colourOf(tone)} 14%, transparent)`,
    points: { show: false },
    ...(paths === undefined ? {} : { paths }),
  }
}
