/** Totals from the rollups, an hour of a file at a step. Whole hours: one that `from` or `to` cuts counts whole. */
import { instant, type MicroUsd } from '@keybrake/core'
import type { SpendFilter, SpendLine } from '../../audit.ts'
import type { LogView } from './find.ts'
import type { Steps } from './page.ts'
import { parseBudgets } from './rollup.ts'
import { bucketOf, hoursOf, membersOf } from './rollup-hours.ts'
import type { Segment } from './segment.ts'

interface Sum {
  readonly group: string
  readonly bucket: number | null
  calls: number
  spent: bigint
  held: bigint
  /** Of a line that stands for all groups that are not among the largest: how many. */
  restOf?: number
}

const MEMBER = {
  label: 'label',
  run: 'run',
  key: 'key',
  vendor: 'vendor',
  operation: 'operation',
  money_class: 'money_class',
} as const satisfies Record<Exclude<SpendFilter['by'], 'budget'>, string>

const OF_HOUR = `SELECT key, label, run, vendor, operation, money_class, calls, CAST(spent AS TEXT) AS spent, CAST(held AS TEXT) AS held,
  budgets
  FROM spend JOIN call_groups ON id = call_group
  WHERE hour = ?1 AND (?2 IS NULL OR principal = ?2) AND (?3 IS NULL OR label = ?3) AND (?4 IS NULL OR run = ?4)
    AND (?5 IS NULL OR key = ?5) AND (?6 IS NULL OR vendor = ?6) AND (?7 IS NULL OR operation = ?7)`

/** Lines in order of bucket and group. `nameOf` tells what people call a budget. */
export function* spendLines(
  view: LogView,
  filter: SpendFilter,
  nameOf: (budgetId: string) => string,
): Steps<readonly SpendLine[]> {
  const sums = new Map<string, Sum>()
  for (const [segment, hour] of hoursOf(view, filter)) {
    addHour(segment, hour, filter, sums)
    yield
  }
  const all = filter.by === 'budget' ? named(sums, nameOf) : sums
  return linesOf(filter.top === undefined ? all : largest(all, filter.top))
}

function addHour(segment: Segment, hour: number, filter: SpendFilter, sums: Map<string, Sum>): void {
  const { by } = filter
  const bucket = bucketOf(filter, hour)
  for (const row of segment.sql(OF_HOUR).all(hour, ...membersOf(filter))) {
    if (by === 'budget') {
      for (const [id, calls, spent, held] of parseBudgets(row['budgets'] as string)) {
        add(sums, id, bucket, calls, BigInt(spent), BigInt(held))
      }
      continue
    }
    const calls = row['calls'] as number
    // Refusals alone make no line. Calls without a label or run share the group of the empty text, so that totals add up.
    if (calls > 0) {
      const group = (row[MEMBER[by]] as string | null) ?? ''
      add(sums, group, bucket, calls, BigInt(row['spent'] as string), BigInt(row['held'] as string))
    }
  }
}

function add(
  sums: Map<string, Sum>,
  group: string,
  bucket: number | null,
  calls: number,
  spent: bigint,
  held: bigint,
): void {
  const name = `${bucket ?? ''}\0${group}`
  let sum = sums.get(name)
  if (sum === undefined) {
    sum = { group, bucket, calls: 0, spent: 0n, held: 0n }
    sums.set(name, sum)
  }
  sum.calls += calls
  sum.spent += spent
  sum.held += held
}

/** Budgets by name: runs of two principals may share one. */
function named(sums: ReadonlyMap<string, Sum>, nameOf: (budgetId: string) => string): Map<string, Sum> {
  const result = new Map<string, Sum>()
  for (const { group, bucket, calls, spent, held } of sums.values())
    add(result, nameOf(group), bucket, calls, spent, held)
  return result
}

/** The groups that count most, and all others of a bucket as one line. */
function largest(sums: ReadonlyMap<string, Sum>, top: number): Map<string, Sum> {
  const totals = new Map<string, bigint>()
  for (const { group, spent, held } of sums.values()) totals.set(group, (totals.get(group) ?? 0n) + spent + held)
  if (totals.size <= top) return new Map(sums)
  const ranked = [...totals].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? 1 : -1))
  const kept = new Set(ranked.slice(0, top).map(([group]) => group))
  const result = new Map<string, Sum>()
  for (const [name, sum] of sums) {
    if (kept.has(sum.group)) {
      result.set(name, sum)
      continue
    }
    const rest = `${sum.bucket ?? ''}`
    const known = result.get(rest)
    if (known === undefined) result.set(rest, { ...sum, group: '', restOf: 1 })
    else {
      known.calls += sum.calls
      known.spent += sum.spent
      known.held += sum.held
      known.restOf = (known.restOf ?? 0) + 1
    }
  }
  return result
}

const linesOf = (sums: ReadonlyMap<string, Sum>): readonly SpendLine[] =>
  [...sums.values()]
    .sort((a, b) => (a.bucket ?? 0) - (b.bucket ?? 0) || (a.group < b.group ? -1 : 1))
    .map(({ group, bucket, calls, spent, held, restOf }) => ({
      ...(restOf === undefined ? {} : { restOf }),
      group,
      bucket: bucket === null ? null : instant(bucket),
      calls,
      spent: spent as MicroUsd,
      held: held as MicroUsd,
    }))
