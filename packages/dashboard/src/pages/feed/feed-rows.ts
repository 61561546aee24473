/** Live rows and rows of the audit log as one list, newest first. */
import type { LiveCalls } from '../../api/live/live-calls.ts'
import type { CallRow } from '../../api/types.ts'
import { type CallFilter, matches } from '../../filters/call-filter.ts'

export interface FeedParts {
  readonly live: Pick<LiveCalls, 'rows' | 'has' | 'latest' | 'added'>
  /** Read from the audit log, newest first. */
  readonly read: readonly CallRow[]
  readonly filter: CallFilter
  /** `live.added` when the list was stopped, or null while it runs. */
  readonly stoppedAt: number | null
  /** Milliseconds of the epoch. */
  readonly now: number
}

export interface FeedRows {
  readonly rows: readonly CallRow[]
  /** Those that came since the list was stopped, and are not in it. */
  readonly waiting: readonly CallRow[]
}

const NONE: readonly CallRow[] = []

export function feedRows({ live, read, filter, stoppedAt, now }: FeedParts): FeedRows {
  const all = live.rows()
  const isOpen = Object.keys(filter).length === 0
  const fitting = (rows: readonly CallRow[]): readonly CallRow[] =>
    isOpen ? rows : rows.filter((row) => matches(filter, row, now))
  const fresh = stoppedAt === null ? 0 : Math.min(all.length, live.added - stoppedAt)
  const older = read.filter(({ call_id }) => !live.has(call_id)).map((row) => live.latest(row))
  return {
    rows: [...fitting(fresh === 0 ? all : all.slice(fresh)), ...fitting(older)],
    waiting: fresh === 0 ? NONE : fitting(all.slice(0, fresh)),
  }
}

export interface Minute {
  readonly calls: number
  readonly refused: number
  /** False where the rows do not reach back a minute: there were more. */
  readonly isAll: boolean
}

/**
 * For the line above the list and for those who hear it: what came within the last minute.
 * @param hasMore whether there are rows older than these @param now milliseconds of the epoch
 */
export function minuteOf(rows: readonly CallRow[], now: number, hasMore: boolean): Minute {
  let calls = 0
  let refused = 0
  // Times of the wire are of one form, UTC to the millisecond: their text sorts as they do.
  const from = new Date(now - 60_000).toISOString()
  for (const { time, decision, count } of rows) {
    if (time < from) return { calls, refused, isAll: true }
    calls += count
    if (decision === 'refused') refused += count
  }
  return { calls, refused, isAll: !hasMore }
}
