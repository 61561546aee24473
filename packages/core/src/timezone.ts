/** Calendar days of IANA zones, with the 23- and 25-hour days, missing midnights and missing days that they have. */
import { DAY_MS, type Instant, instant } from './time.ts'

/** From the first instant of a calendar day to the first of the next one. */
export interface Day {
  readonly start: Instant
  readonly end: Instant
}

/** A name of the IANA time zone database, such as `Europe/Berlin` or `UTC`. Plain offsets are not. */
export function isTimezone(text: string): boolean {
  return /^[A-Za-z]/.test(text) && formatterFor(text) !== null
}

/**
 * The calendar day of a zone at an instant. Each day begins at the first instant that shows its date or a later one, so
 * that days never overlap even where a clock is set back past midnight. Throws `RangeError` for an unknown zone.
 */
export function dayOf(timezone: string, at: Instant): Day {
  const zone = zones.get(timezone) ?? remember(timezone)
  if (zone.latest === null || at < zone.latest.start || at >= zone.latest.end) zone.latest = findDay(zone.formatter, at)
  return zone.latest
}

/** Asking the formatter costs microseconds, and nearly every call asks for the same day as the one before. */
interface Zone {
  readonly formatter: Intl.DateTimeFormat
  latest: Day | null
}

const zones = new Map<string, Zone>()
/** More than there are zones: only odd spellings of their names come near it. */
const ZONES_MAX = 1000

function remember(timezone: string): Zone {
  const formatter = formatterFor(timezone)
  if (formatter === null) throw new RangeError(`${timezone} is no time zone`)
  if (zones.size >= ZONES_MAX) zones.clear()
  const zone: Zone = { formatter, latest: null }
  zones.set(timezone, zone)
  return zone
}

function formatterFor(timezone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  } catch {
    return null
  }
}

function findDay(zone: Intl.DateTimeFormat, at: Instant): Day {
  const localMs = at + offsetMs(zone, at)
  let date = Math.floor(localMs / DAY_MS) * DAY_MS
  let end = firstInstant(zone, date + DAY_MS)
  // After a clock was set back past midnight the date shown is yesterday's, but today has begun.
  while (end <= at) {
    date += DAY_MS
    end = firstInstant(zone, date + DAY_MS)
  }
  return { start: instant(firstInstant(zone, date)), end: instant(end) }
}

/** The first instant that shows the date `date` (its midnight as if in UTC) or a later one. */
function firstInstant(zone: Intl.DateTimeFormat, date: number): number {
  const before = offsetMs(zone, date - DAY_MS)
  const after = offsetMs(zone, date + DAY_MS)
  if (before === after) return date - before
  const change = changeOf(zone, before, date - DAY_MS, date + DAY_MS)
  const byOld = date - before
  return byOld < change ? byOld : Math.max(change, date - after)
}

/** The instant, to the second, at which the offset stops being `before`. */
function changeOf(zone: Intl.DateTimeFormat, before: number, from: number, to: number): number {
  let low = from / 1000
  let high = to / 1000
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(zone, middle * 1000) === before) low = middle
    else high = middle
  }
  return high * 1000
}

/** How far the zone's clock is ahead of UTC. */
function offsetMs(zone: Intl.DateTimeFormat, at: number): number {
  const shown = new Map(zone.formatToParts(at).map(({ type, value }) => [type, Number.parseInt(value, 10)] as const))
  const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0
  const clock = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return clock - Math.floor(at / 1000) * 1000
}
