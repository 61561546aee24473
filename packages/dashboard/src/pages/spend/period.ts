/** The period that is shown, and the one before it: whole hours or days, as the totals are kept. */
export interface Period {
  /** Epoch ms; `to` is the end of the bucket that now lies in. */
  readonly from: number
  readonly to: number
  readonly per: 'hour' | 'day'
}

export const PERIODS = [
  { name: '24h', words: 'Last 24 hours', per: 'hour', length: 24 * 3_600_000 },
  { name: '7d', words: 'Last 7 days', per: 'day', length: 7 * 86_400_000 },
  { name: '30d', words: 'Last 30 days', per: 'day', length: 30 * 86_400_000 },
  { name: '90d', words: 'Last 90 days', per: 'day', length: 90 * 86_400_000 },
] as const

/** Anything but a known name is the last 24 hours. Days begin at midnight of the zone: of UTC, or of this browser. */
export function periodOf(name: string | undefined, now: number, zone: 'UTC' | 'local'): Period {
  const { per, length } = PERIODS.find((one) => one.name === name) ?? PERIODS[0]
  if (per === 'hour') {
    const to = Math.floor(now / HOUR_MS) * HOUR_MS + HOUR_MS
    return { from: to - length, to, per }
  }
  const days = length / DAY_MS
  return { from: midnight(now, 1 - days, zone), to: midnight(now, 1, zone), per }
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** The midnight that began the day of `now`, moved by whole days of the calendar. */
function midnight(now: number, days: number, zone: 'UTC' | 'local'): number {
  if (zone === 'UTC') return Math.floor(now / DAY_MS) * DAY_MS + days * DAY_MS
  const at = new Date(now)
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime()
}

export const before = ({ from, to, per }: Period): Period => ({ from: from - (to - from), to: from, per })

export const asQuery = ({ from, to }: Pick<Period, 'from' | 'to'>) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
})
