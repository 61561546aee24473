/** What the run's budget counted after each call, against its cap. */
import { useMemo } from 'react'
import { Chart } from '../../charts/chart.tsx'
import type { PlotSeries } from '../../charts/plot-options.ts'
import { usdText } from '../../format/money.ts'
import { clockText } from '../../format/time.ts'
import type { CurvePoint } from './lanes.ts'

export interface RunCurveProps {
  readonly curve: readonly CurvePoint[]
  /** USD of the wire; null where the run has no cap in all. */
  readonly cap: number | null
}

const clock = (at: number, zone: string): string => clockText(new Date(at).toISOString(), zone)

export function RunCurve({ curve, cap }: RunCurveProps) {
  const times = useMemo(() => curve.map(({ at }) => at), [curve])
  const series = useMemo<readonly PlotSeries[]>(
    () => [
      { name: 'spent and held', tone: 'accent', values: curve.map(({ counted }) => Number(counted) / 1e6) },
      ...(cap === null ? [] : [{ name: 'cap', tone: 'ink-2', values: curve.map(() => cap), limit: true } as const]),
    ],
    [curve, cap],
  )
  if (curve.length < 2) return null
  return (
    <Chart
      title="Counted against the cap"
      kind="steps"
      times={times}
      series={series}
      format={usdText}
      timeText={clock}
    />
  )
}
