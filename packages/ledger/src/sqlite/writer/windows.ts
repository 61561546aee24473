/** A budget's windows at a moment: a stored one may be over. */
import { type DayReset, type Instant, WINDOWS, type Window, windowEnd, windowStart } from '@keybrake/core'
import type { Budget } from './records/budget.ts'
import type { WindowCount } from './records/counts.ts'

/** When the total ends. */
export const NEVER = Number.POSITIVE_INFINITY

export const dayResetOf = ({ timezone }: Pick<Budget, 'timezone'>): DayReset =>
  timezone === null ? { kind: 'anchored' } : { kind: 'midnight', timezone }

/** The window of this index as it stands at `at`, without changing the record. */
export function windowAt(budget: Budget, index: number, at: Instant): WindowCount {
  const count = budget.counts.windows[index] as WindowCount
  if (at < count.end) return count
  const window = WINDOWS[index] as Window
  const place = { anchor: budget.anchor, dayReset: dayResetOf(budget) }
  // After a change of the day rule the new window must not reach back into the one that was counted under the old rule.
  const start = Math.max(windowStart(window, place, at), count.end)
  return { start, end: windowEnd(window, place, at) ?? NEVER, spent: 0n, held: 0n }
}
