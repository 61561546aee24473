/** When the window of a cap begins and ends. Every instant lies in exactly one window of each kind. */
import type { BudgetView, Window } from './budget.ts'
import { DAY_MS, HOUR_MS, type Instant, instant, MONTH_MS } from './time.ts'
import { dayOf } from './timezone.ts'

type Windowed = Pick<BudgetView, 'anchor' | 'dayReset'>

const PERIODS_MS = { hour: HOUR_MS, day: DAY_MS, month: MONTH_MS } as const

/** The first instant of the window that `at` lies in. */
export function windowStart(window: Window, budget: Windowed, at: Instant): Instant {
  if (window === 'total') return budget.anchor
  if (window === 'day' && budget.dayReset.kind === 'midnight') return dayOf(budget.dayReset.timezone, at).start
  const period = PERIODS_MS[window]
  return instant(budget.anchor + Math.floor((at - budget.anchor) / period) * period)
}

/** The first instant after the window that `at` lies in; null for `total`, which never ends. */
export function windowEnd(window: Window, budget: Windowed, at: Instant): Instant | null {
  if (window === 'total') return null
  if (window === 'day' && budget.dayReset.kind === 'midnight') return dayOf(budget.dayReset.timezone, at).end
  return instant(windowStart(window, budget, at) + PERIODS_MS[window])
}
