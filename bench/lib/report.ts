/** Medians over rounds, ratios inside each round, as a Markdown table. */
import type { Turn } from './measure.ts'

export interface Line {
  readonly target: string
  readonly connections: number
  readonly requestsPerSecond: Spread
  /** Throughput as a share of nginx's in the same round. */
  readonly toNginx: Spread
  readonly cpuUsPerRequest: Spread | null
  readonly p50Us: Spread
  readonly p99Us: Spread
  /** Over the upstream without a proxy, in the same round. */
  readonly addedP50Us: Spread
  readonly addedP99Us: Spread
  readonly bad: number
}

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN }
}

export function summarise(turns: readonly Turn[]): readonly Line[] {
  const groups = Map.groupBy(turns, (turn) => `${turn.connections} ${turn.target}`)
  return [...groups.values()].map((group) => {
    const [{ target, connections } = { target: '', connections: 0 }] = group
    const paired = (other: string, compare: (turn: Turn, beside: Turn) => number): Spread =>
      spread(
        group.flatMap((turn) =>
          turns.filter((beside) => isBeside(turn, beside, other)).map((beside) => compare(turn, beside)),
        ),
      )
    return {
      target,
      connections,
      requestsPerSecond: spread(group.map((turn) => turn.requestsPerSecond)),
      toNginx: paired('nginx', (turn, nginx) => turn.requestsPerSecond / nginx.requestsPerSecond),
      cpuUsPerRequest: group.some((turn) => turn.cpuUsPerRequest === null)
        ? null
        : spread(group.map((turn) => turn.cpuUsPerRequest ?? NaN)),
      p50Us: spread(group.map((turn) => turn.p50Us)),
      p99Us: spread(group.map((turn) => turn.p99Us)),
      addedP50Us: paired('direct', (turn, direct) => turn.p50Us - direct.p50Us),
      addedP99Us: paired('direct', (turn, direct) => turn.p99Us - direct.p99Us),
      bad: group.reduce((sum, turn) => sum + turn.bad, 0),
    }
  })
}

/** Throughput of one target as a multiple of another's, round by round. */
export function pairedRatio(turns: readonly Turn[], target: string, other: string, connections: number): Spread {
  const mine = turns.filter((turn) => turn.target === target && turn.connections === connections)
  return spread(
    mine.flatMap((turn) =>
      turns
        .filter((beside) => isBeside(turn, beside, other))
        .map((beside) => turn.requestsPerSecond / beside.requestsPerSecond),
    ),
  )
}

export function table(lines: readonly Line[]): string {
  const head = [
    '| connections | target | req/s | ÷ nginx (min–max) | CPU µs/req | p50 µs | p99 µs | added p50 µs | added p99 µs | bad |',
    '|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|',
  ]
  const rows = lines.map((line) =>
    [
      '',
      line.connections,
      line.target === 'keybrake' ? '**keybrake**' : line.target,
      whole(line.requestsPerSecond.median),
      `${line.toNginx.median.toFixed(2)} (${line.toNginx.min.toFixed(2)}–${line.toNginx.max.toFixed(2)})`,
      line.cpuUsPerRequest === null ? '–' : line.cpuUsPerRequest.median.toFixed(1),
      whole(line.p50Us.median),
      whole(line.p99Us.median),
      line.target === 'direct' ? '–' : whole(line.addedP50Us.median),
      line.target === 'direct' ? '–' : whole(line.addedP99Us.median),
      line.bad,
      '',
    ]
      .join(' | ')
      .trim(),
  )
  return [...head, ...rows].join('\n')
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

const isBeside = (turn: Turn, beside: Turn, target: string): boolean =>
  beside.target === target && beside.round === turn.round && beside.connections === turn.connections
