/** Caps and the day rule as they stand in every request that has them. */
import { byWindow, type Caps, type DayReset, type MicroUsd } from '@keybrake/core'
import { usd } from '../schema/numbers.ts'
import type { Aliases } from '../schema/object.ts'
import type { CheckContext } from '../schema/quick.ts'
import { oneOf } from '../schema/text.ts'
import { timezone } from '../schema/times.ts'

const hourly = usd('down', 'At most this much in each hour.')
const daily = usd('down', 'At most this much in each 24-hour period counted from the moment of issue.')
const monthly = usd('down', 'At most this much in each 30 days counted from the moment of issue.')
const total = usd('down', 'At most this much in all.')

export const capFields = {
  hourly_usd_cap: hourly.optional(),
  daily_usd_cap: daily.optional(),
  monthly_usd_cap: monthly.optional(),
  total_usd_cap: total.optional(),
}

/** In a change, null takes a cap away. */
export const capChangeFields = {
  hourly_usd_cap: hourly.nullable().optional(),
  daily_usd_cap: daily.nullable().optional(),
  monthly_usd_cap: monthly.nullable().optional(),
  total_usd_cap: total.nullable().optional(),
}

export const CAP_ALIASES: Aliases = { usd_cap: 'total_usd_cap', run_usd_cap: 'total_usd_cap' }

export const dayFields = {
  daily_reset: oneOf(
    ['anchor', 'midnight'],
    '`anchor` (default): days count from the moment of issue. `midnight`: calendar days of `timezone`.',
  ).optional(),
  timezone: timezone.optional(),
}

const NAMES = {
  hour: 'hourly_usd_cap',
  day: 'daily_usd_cap',
  month: 'monthly_usd_cap',
  total: 'total_usd_cap',
} as const

type CapNames = (typeof NAMES)[keyof typeof NAMES]

export const capsOf = (given: { readonly [N in CapNames]?: MicroUsd | undefined }): Caps =>
  byWindow((window) => given[NAMES[window]])

/** The caps after a change: what it does not name stays. */
export function changedCaps(caps: Caps, change: { readonly [N in CapNames]?: MicroUsd | null | undefined }): Caps {
  const next: Record<string, MicroUsd | undefined> = { ...caps }
  for (const [window, name] of Object.entries(NAMES)) {
    const given = change[name]
    if (given === null) delete next[window]
    else if (given !== undefined) next[window] = given
  }
  return next as Caps
}

export const namesACap = (given: Readonly<Record<string, unknown>>): boolean =>
  Object.values(NAMES).some((name) => given[name] !== undefined)

interface DayFields {
  readonly daily_reset?: 'anchor' | 'midnight' | undefined
  readonly timezone?: string | undefined
}

/** The zone belongs to calendar days, and they to it: a day whose zone is guessed would reset at the wrong moment. */
export function checkDay(given: DayFields, context: CheckContext): void {
  if (given.daily_reset === 'midnight' && given.timezone === undefined)
    context.addIssue({ code: 'custom', path: ['timezone'], message: 'is required with daily_reset "midnight"' })
  if (given.timezone !== undefined && given.daily_reset !== 'midnight')
    context.addIssue({ code: 'custom', path: ['timezone'], message: 'needs daily_reset "midnight"' })
}

export const dayResetOf = (given: DayFields): DayReset =>
  given.daily_reset === 'midnight' && given.timezone !== undefined
    ? { kind: 'midnight', timezone: given.timezone }
    : { kind: 'anchored' }
