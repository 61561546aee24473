import { type Instant, instant, MINUTE_MS } from './time.ts'

const RFC3339 =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/i

/**
 * Reads RFC 3339 with `Z` or an offset, such as `2026-11-22T08:00:00+01:00`. Digits below a millisecond are cut off. Null
 * for anything else, for dates that do not exist and for leap seconds.
 */
export function parseInstant(text: string): Instant | null {
  const [match, date = '', time = '', fraction = '', sign, hours = '0', minutes = '0'] = RFC3339.exec(text) ?? []
  if (match === undefined) return null
  const written = `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
  const local = new Date(written)
  // A day that does not exist (31 April) rolls over, so that it is not written back as it was read.
  if (Number.isNaN(local.getTime()) || local.toISOString() !== written) return null
  const offset = offsetMinutes(hours, minutes)
  return offset === null ? null : instant(local.getTime() + (sign === '-' ? offset : -offset) * MINUTE_MS)
}

function offsetMinutes(hours: string, minutes: string): number | null {
  const h = Number.parseInt(hours, 10)
  const m = Number.parseInt(minutes, 10)
  return h <= 23 && m <= 59 ? h * 60 + m : null
}
