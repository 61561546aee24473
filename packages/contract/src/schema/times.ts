import {
  DAY_MS,
  type Instant,
  instant,
  isTimezone,
  JsonNumber,
  parseDuration,
  parseInstant,
  parseRateLimit,
  type RateLimit,
} from '@keybrake/core'
import { leaf, wrong } from './leaf.ts'

const DURATION_MS_MAX = 3650 * DAY_MS
const EPOCH_SECONDS = /^(0|[1-9][0-9]{0,10})(?:\.([0-9]{1,3})[0-9]*)?$/

/** Milliseconds, from `"30m"`, `"4h"`, `"7d"` or a whole number of seconds. */
export const duration = (description: string) =>
  leaf(
    {
      anyOf: [
        { type: 'string', pattern: '^[1-9][0-9]*(s|m|h|d|w)$' },
        { type: 'integer', minimum: 1 },
      ],
      description,
    },
    (value): number | ReturnType<typeof wrong> => {
      const ms =
        value instanceof JsonNumber ? seconds(value.text) : typeof value === 'string' ? parseDuration(value) : null
      if (ms === null || ms <= 0)
        return wrong('must be a duration such as "30m", "4h" or "7d", or a whole number of seconds above 0')
      return ms <= DURATION_MS_MAX ? ms : wrong('must be at most 3650 days')
    },
  )

const seconds = (source: string): number | null =>
  /^[1-9][0-9]{0,9}$/.test(source) ? Number.parseInt(source, 10) * 1000 : null

/** An instant, from RFC 3339 or epoch seconds. */
export const time = (description: string) =>
  leaf(
    {
      anyOf: [
        { type: 'string', format: 'date-time' },
        { type: 'number', minimum: 0 },
      ],
      description,
    },
    (value): Instant | ReturnType<typeof wrong> => {
      const source = value instanceof JsonNumber ? value.text : value
      const at = typeof source === 'string' ? (epoch(source) ?? parseInstant(source)) : null
      return at ?? wrong('must be a time such as 2026-01-31T12:00:00Z, or epoch seconds')
    },
  )

function epoch(source: string): Instant | null {
  const match = EPOCH_SECONDS.exec(source)
  if (match === null) return null
  return instant(Number.parseInt(match[1] as string, 10) * 1000 + Number.parseInt((match[2] ?? '').padEnd(3, '0'), 10))
}

export const rateLimit = leaf(
  {
    type: 'string',
    pattern: '^[1-9][0-9]*/(s|m|h|d)$',
    description: 'Calls per time, e.g. `60/m`. Free calls count too.',
  },
  (value): RateLimit | ReturnType<typeof wrong> =>
    (typeof value === 'string' ? parseRateLimit(value) : null) ??
    wrong('must be calls per second, minute, hour or day, such as "60/m"'),
)

export const timezone = leaf(
  { type: 'string', description: 'IANA time zone of calendar days; only with `daily_reset: "midnight"`.' },
  (value): string | ReturnType<typeof wrong> =>
    typeof value === 'string' && isTimezone(value) ? value : wrong('must be an IANA time zone such as Europe/Berlin'),
)
