/** How often which refusal was given to whom, from the rollups. */
import { instant } from '@keybrake/core'
import type { RefusalFilter, RefusalLine } from '../../audit.ts'
import type { LogView } from './find.ts'
import type { Steps } from './page.ts'
import { isRefused, parseRefusals } from './rollup.ts'
import { bucketOf, hoursOf, membersOf } from './rollup-hours.ts'

const OF_HOUR = `SELECT label, vendor, operation, refusals FROM spend JOIN call_groups ON id = call_group
  WHERE hour = ?1 AND refusals <> '[]' AND (?2 IS NULL OR principal = ?2) AND (?3 IS NULL OR label = ?3)
    AND (?4 IS NULL OR run = ?4) AND (?5 IS NULL OR key = ?5) AND (?6 IS NULL OR vendor = ?6)
    AND (?7 IS NULL OR operation = ?7)`

type Sum = { -readonly [Name in keyof RefusalLine]: RefusalLine[Name] }

/** Lines in order of bucket, then the most frequent first; at most `limit`, the most frequent ones of all. */
export function* refusalLines(view: LogView, filter: RefusalFilter): Steps<readonly RefusalLine[]> {
  const sums = new Map<string, Sum>()
  for (const [segment, hour] of hoursOf(view, filter)) {
    const bucket = bucketOf(filter, hour)
    for (const row of segment.sql(OF_HOUR).all(hour, ...membersOf(filter))) {
      const [label, vendor, operation] = [row['label'], row['vendor'], row['operation']] as (string | null)[]
      for (const refusal of parseRefusals(row['refusals'] as string)) {
        const decision = isRefused(refusal) ? 'refused' : 'observed'
        if (filter.decision !== undefined && filter.decision !== decision) continue
        const [code, , count] = refusal
        const name = JSON.stringify([bucket, code, decision, label, vendor, operation])
        const known = sums.get(name)
        if (known !== undefined) known.count += count
        else {
          const of = {
            code,
            decision,
            label: label ?? null,
            vendor: vendor ?? null,
            operation: operation ?? null,
          } as const
          sums.set(name, { ...of, bucket: bucket === null ? null : instant(bucket), count })
        }
      }
    }
    yield
  }
  const most = [...sums.values()].sort((a, b) => b.count - a.count).slice(0, filter.limit)
  return most.sort((a, b) => (a.bucket ?? 0) - (b.bucket ?? 0) || b.count - a.count)
}
