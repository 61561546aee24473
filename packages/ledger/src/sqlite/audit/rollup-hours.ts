/** Which hours of the rollups a question is about, and the bucket that each belongs to. */
import { DAY_MS, HOUR_MS, type Instant, instant, windowStart } from '@keybrake/core'
import type { RollupFilter } from '../../audit.ts'
import type { LogView } from './find.ts'
import type { Segment } from './segment.ts'

const HOURS = 'SELECT DISTINCT hour FROM spend WHERE hour >= ? AND hour < ? ORDER BY hour'

/** Each hour that has totals, with its file, oldest first. Files that retention drops meanwhile are left out. */
export function* hoursOf(view: LogView, { from, to }: RollupFilter): Generator<readonly [Segment, number]> {
  const first = (from ?? 0) - ((from ?? 0) % HOUR_MS)
  const end = to ?? Number.MAX_SAFE_INTEGER
  for (const name of [...view.files.names]) {
    if (!view.files.names.includes(name)) continue
    const { timeMin, timeMax } = view.files.head(name)
    if (timeMax < first || timeMin - (timeMin % HOUR_MS) >= end) continue
    for (const row of view.files.open(name).sql(HOURS).all(first, end)) {
      if (!view.files.names.includes(name)) break
      yield [view.files.open(name), row['hour'] as number]
    }
  }
}

/** A day of a zone that is not whole hours from UTC takes the hours that begin in it. Null: all hours are one bucket. */
export function bucketOf({ per, zone }: RollupFilter, hour: number): Instant | null {
  if (per === undefined) return null
  if (per === 'hour') return instant(hour)
  if (zone === undefined) return instant(hour - (hour % DAY_MS))
  return windowStart('day', { anchor: instant(0), dayReset: { kind: 'midnight', timezone: zone } }, instant(hour))
}

/** Members of a group that are asked for, in the order of the statements; null: any. */
export const membersOf = ({ principalId, label, run, keyId, vendor, operation }: RollupFilter): (string | null)[] =>
  [principalId, label, run, keyId, vendor, operation].map((member) => member ?? null)
