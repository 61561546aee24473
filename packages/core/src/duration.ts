/** Durations and rates as people write them: `30m`, `7d`, `60/m`. */
import type { RateLimit } from './policy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', MINUTE_MS],
  ['h', HOUR_MS],
  ['d', DAY_MS],
  ['w', 7 * DAY_MS],
])
const DURATION = /^([1-9][0-9]{0,9})([smhdw])$/
const RATE = /^([1-9][0-9]{0,8})\/([smhd])$/

/** A hundred years: any expiry so reached is still a date that can be written. */
const DURATION_MS_MAX = 36_525 * DAY_MS

/** Milliseconds of one positive whole number with one unit of `s m h d w`; null for anything else or above a hundred years. */
export function parseDuration(text: string): number | null {
  const [, digits, unit] = DURATION.exec(text) ?? []
  if (digits === undefined || unit === undefined) return null
  const ms = Number.parseInt(digits, 10) * (UNITS.get(unit) ?? Number.NaN)
  return ms <= DURATION_MS_MAX ? ms : null
}

/** A positive whole number of calls per second, minute, hour or day: `60/m`. Null for anything else. */
export function parseRateLimit(text: string): RateLimit | null {
  const [, digits, unit] = RATE.exec(text) ?? []
  const perMs = unit === undefined ? undefined : UNITS.get(unit)
  return digits === undefined || perMs === undefined ? null : { calls: Number.parseInt(digits, 10), perMs }
}

/** The text that {@link parseRateLimit} reads back. Throws `RangeError` for a period that is not one unit. */
export function formatRateLimit(limit: RateLimit): string {
  for (const [unit, ms] of UNITS) if (ms === limit.perMs && unit !== 'w') return `${limit.calls}/${unit}`
  throw new RangeError('a rate counts per second, minute, hour or day')
}
