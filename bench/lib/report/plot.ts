/** An SVG of its own few lines: throughput and added latency against connections, readable on light and on dark paper. */
import type { ThroughputTurn } from '../parts/throughput.ts'
import { distinct, over, paired, type Spread } from './spread.ts'

const WIDTH = 1120
const HEIGHT = 440
const PANEL = { width: 300, height: 320, top: 60 }
const LEFTS = [70, 630]
/** Beside the first and the last point. */
const MARGIN = 16
const LABEL_GAP = 15
/** After Okabe and Ito, told apart by the colour-blind too; each dark enough for white paper and light enough for black. */
const COLOURS = [
  ...['#d55e00', '#2f81d6', '#009e73', '#cc79a7', '#b8860b', '#56b4e9', '#8c6bb1', '#7f8790', '#c4703f', '#4caf50'],
  '#d1495b',
]

interface Point {
  readonly x: number
  readonly y: Spread
}

interface Line {
  readonly name: string
  readonly colour: string
  readonly points: readonly Point[]
}

export function plot(turns: readonly ThroughputTurn[]): string {
  const names = distinct(turns, (turn) => turn.target)
  const lines = (of: (same: readonly ThroughputTurn[], name: string) => Spread): readonly Line[] =>
    names.map((name, at) => ({
      name,
      colour: COLOURS[at % COLOURS.length] ?? 'currentColor',
      points: distinct(turns, (turn) => turn.connections)
        .toSorted((a, b) => a - b)
        .map((x) => {
          const y = of(
            turns.filter((turn) => turn.connections === x),
            name,
          )
          return { x, y }
        })
        // A logarithm shows nothing at or below 0: there the target added less than can be measured.
        .filter(({ y }) => y.median > 0),
    }))
  const throughput = lines((same, name) => over(same, name, (turn) => turn.requestsPerSecond))
  const latency = lines((same, name) =>
    paired(same, name, 'direct', (turn, direct) => (turn.p50Us - direct.p50Us) / 1_000),
  ).filter(({ name }) => name !== 'direct')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    '<title>Throughput and added latency against connections</title>',
    '<style>text{font:12px system-ui,sans-serif;fill:#24292f}.grid{stroke:#8c959f;stroke-opacity:.35}.h{font-weight:600;font-size:14px}',
    '@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>',
    panel(LEFTS[0] ?? 0, 'Throughput, calls per second on one core', throughput),
    panel(LEFTS[1] ?? 0, 'Added latency (p50), ms', latency),
    '</svg>',
    '',
  ].join('\n')
}

function panel(left: number, title: string, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points)
  if (points.length === 0) return ''
  const x = scale(extentOf(points.map((point) => point.x)), left + MARGIN, left + PANEL.width - MARGIN)
  const bottom = PANEL.top + PANEL.height
  const ys = decadesOf(points.flatMap(({ y }) => [y.median, y.max]))
  const y = scale(ys, bottom, PANEL.top)
  const ticks = distinct(points, (point) => point.x)
  return [
    `<text class="h" x="${left}" y="${PANEL.top - 24}">${title}</text>`,
    ...decades(ys).map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${left + PANEL.width}" y1="${at(y(value))}" y2="${at(y(value))}"/>` +
        `<text x="${left - 8}" y="${at(y(value) + 4)}" text-anchor="end">${tick(value)}</text>`,
    ),
    ...ticks.map((value) => `<text x="${at(x(value))}" y="${bottom + 20}" text-anchor="middle">${tick(value)}</text>`),
    `<text x="${left + PANEL.width / 2}" y="${bottom + 40}" text-anchor="middle">connections</text>`,
    ...lines.map((line) => drawn(line, x, y)),
    ...labels(lines, y).map(
      ({ name, colour, atY }) =>
        `<text x="${left + PANEL.width + 8}" y="${at(atY + 4)}" style="fill:${colour}${name.startsWith('keybrake') ? ';font-weight:700' : ''}">${escaped(name)}</text>`,
    ),
  ].join('\n')
}

type Scale = (value: number) => number

function drawn({ name, colour, points }: Line, x: Scale, y: Scale): string {
  const width = name.startsWith('keybrake') ? 3 : 1.5
  const path = points.map((point) => `${at(x(point.x))},${at(y(point.y.median))}`).join(' ')
  const bars = points
    .filter(({ y: { min, max } }) => min > 0 && max > min)
    .map(
      (point) =>
        `<line x1="${at(x(point.x))}" x2="${at(x(point.x))}" y1="${at(y(point.y.min))}" y2="${at(y(point.y.max))}" stroke="${colour}" stroke-opacity=".5"/>`,
    )
  const dots = points.map(
    (point) => `<circle cx="${at(x(point.x))}" cy="${at(y(point.y.median))}" r="3" fill="${colour}"/>`,
  )
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}"/>${bars.join('')}${dots.join('')}`
}

/** Names stand at the end of their lines; those that would lie on one another are moved apart, downwards. */
export function labels(
  lines: readonly Line[],
  y: Scale,
): readonly { readonly name: string; readonly colour: string; readonly atY: number }[] {
  const ends = lines
    .flatMap(({ name, colour, points }) => {
      const last = points.at(-1)
      return last === undefined ? [] : [{ name, colour, atY: y(last.y.median) }]
    })
    .toSorted((a, b) => a.atY - b.atY)
  let above = -Infinity
  return ends.map((end) => {
    above = Math.max(end.atY, above + LABEL_GAP)
    return { ...end, atY: above }
  })
}

/** As powers of ten, as they are; of one value alone, with as much room on both sides. */
function extentOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))]
  return low === high ? [low - 1, high + 1] : [low, high]
}

/** From the decade below the least value to the one above the greatest. */
function decadesOf(values: readonly number[]): readonly [number, number] {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.ceil(Math.log10(Math.max(...values)))
  return [low, Math.max(high, low + 1)]
}

const decades = ([low, high]: readonly [number, number]): readonly number[] =>
  Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step))

const scale =
  ([low, high]: readonly [number, number], from: number, to: number): Scale =>
  (value) =>
    from + ((Math.log10(value) - low) / (high - low)) * (to - from)

const at = (value: number): string => value.toFixed(1)

const tick = (value: number): string =>
  value >= 1 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)))

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
