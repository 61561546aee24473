/**
 * When a cap will be used up at the pace of the last minutes. Only said where the pace is steady: a forecast from two bursts
 * would be wrong with confidence, so there is none then.
 */
export interface Spending {
  /** Epoch ms. */
  readonly at: number
  /** Micro-USD. */
  readonly cost: bigint
}

export interface RecentSpending {
  readonly calls: readonly Spending[]
  /** How far back they reach, in ms. */
  readonly windowMs: number
}

export interface Forecast {
  /** Minutes until nothing remains at the pace seen. */
  readonly minutes: number
  /** The band: at a pace two standard errors faster, and slower. */
  readonly soonest: number
  readonly latest: number
}

export const FORECAST_WINDOW_MS = 15 * 60_000
const BINS = 5
/** Spread of the bins against their mean, above which the pace is not steady. */
const SPREAD_MAX = 0.5
const HORIZON_MINUTES = 7 * 24 * 60

/**
 * @param recent what was spent in the time it looks back, in any order
 * @param remaining micro-USD left under the cap
 * @param resetsAt when the window ends, epoch ms; null: never
 * @returns null where the pace is not steady, where the window ends before, or where it would take more than a week
 */
export function forecastCap(
  recent: RecentSpending,
  remaining: bigint,
  resetsAt: number | null,
  now: number,
): Forecast | null {
  if (remaining <= 0n) return null
  const binMs = recent.windowMs / BINS
  const bins = inBins(recent.calls, now, binMs)
  const mean = bins.reduce((sum, bin) => sum + bin, 0) / BINS
  if (mean === 0 || bins.some((bin) => bin === 0)) return null
  const spread = Math.sqrt(bins.reduce((sum, bin) => sum + (bin - mean) ** 2, 0) / (BINS - 1))
  if (spread / mean > SPREAD_MAX) return null
  const error = (2 * spread) / Math.sqrt(BINS)
  const minutesAt = (perBin: number): number => (Number(remaining) / perBin) * (binMs / 60_000)
  const minutes = minutesAt(mean)
  if (minutes > HORIZON_MINUTES) return null
  if (resetsAt !== null && now + minutes * 60_000 >= resetsAt) return null
  return {
    minutes,
    soonest: minutesAt(mean + error),
    latest: minutesAt(Math.max(mean - error, mean / 4)),
  }
}

/** Micro-USD of each fifth of the window. A pace is an estimate: here amounts may be floats. */
function inBins(calls: readonly Spending[], now: number, binMs: number): readonly number[] {
  const bins = new Array<number>(BINS).fill(0)
  for (const { at, cost } of calls) {
    const bin = Math.floor((now - at) / binMs)
    if (bin >= 0 && bin < BINS) bins[bin] = (bins[bin] ?? 0) + Number(cost)
  }
  return bins
}

/** `At this pace used up in 38 min (31 min to 49 min).` */
export function forecastText({ minutes, soonest, latest }: Forecast): string {
  const band = [minutesText(soonest), minutesText(latest)] as const
  return `At this pace used up in ${minutesText(minutes)}${band[0] === band[1] ? '' : ` (${band[0]} to ${band[1]})`}.`
}

function minutesText(minutes: number): string {
  if (minutes < 1) return 'under 1 min'
  if (minutes < 120) return `${Math.round(minutes)} min`
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`
}
