/** What budgets count at a moment: windows that roll, lines of live spend, and the records readers get. */
import {
  type BudgetLine,
  type BudgetView,
  byWindow,
  type Caps,
  type Counter,
  type DayReset,
  type Instant,
  instant,
  type MicroUsd,
  WINDOWS,
  type Window,
  windowEnd,
  windowStart,
} from '@keybrake/core'
import type { NewBudget } from '../../registry.ts'
import type { Budget } from './records/budget.ts'
import { BudgetTexts } from './records/budget-texts.ts'
import type { WindowCount } from './records/counts.ts'
import { dayResetOf, NEVER, windowAt } from './windows.ts'

export const capsOf = ({ caps }: Budget): Caps => byWindow((_window, index) => caps[index])

export const capsFrom = (caps: Caps): readonly (MicroUsd | null)[] => WINDOWS.map((window) => caps[window] ?? null)

/** Whose a budget is. */
type Owner = Pick<Budget, 'principalId' | 'connection'>

const NOBODY: Owner = { principalId: null, connection: null }

/** A budget that counts nothing yet. Add it with `unit.budgets.add(budget.id, budget)`. */
export function newBudget(command: NewBudget, at: Instant, owner: Owner = command.run ?? NOBODY): Budget {
  const { id, kind, name, anchor, dayReset, run } = command
  const place = { anchor, dayReset }
  const count = (window: Window): WindowCount => ({
    start: windowStart(window, place, at),
    end: windowEnd(window, place, at) ?? NEVER,
    spent: 0n,
    held: 0n,
  })
  return {
    seq: 0,
    id,
    kind,
    name,
    principalId: owner.principalId,
    connection: owner.connection,
    run: run?.label ?? null,
    caps: capsFrom(command.caps),
    anchor,
    timezone: dayReset.kind === 'midnight' ? dayReset.timezone : null,
    closedAt: null,
    endedAt: null,
    deletedAt: null,
    asked: null,
    counts: {
      windows: [count('hour'), count('day'), count('month'), count('total')],
      openHolds: 0,
      calls: 0,
      costlyCalls: 0,
      block: null,
    },
    texts: new BudgetTexts(),
  }
}

/** Brings the windows to `at`: one that is over starts anew. Returns whether any did (then `unit.counters.touch`). */
export function roll(budget: Budget, at: Instant): boolean {
  const [hour, day, month] = budget.counts.windows
  if (at < hour.end && at < day.end && at < month.end) return false
  for (const [index, count] of budget.counts.windows.entries()) {
    if (at >= count.end) Object.assign(count, windowAt(budget, index, at))
  }
  // It was of windows that are over.
  budget.counts.block = null
  return true
}

/**
 * Changes the day rule. The present window goes on with what it counts until the first boundary of the new rule at or after
 * its old end, so that the change never lowers it. Touch the budget and its counters afterwards.
 */
export function changeDayReset(budget: Budget, dayReset: DayReset, at: Instant): void {
  roll(budget, at)
  budget.timezone = dayReset.kind === 'midnight' ? dayReset.timezone : null
  const day = budget.counts.windows[1]
  const place = { anchor: budget.anchor, dayReset }
  const oldEnd = instant(day.end)
  if (windowStart('day', place, oldEnd) !== oldEnd) day.end = windowEnd('day', place, oldEnd) ?? day.end
}

/** `budgets[]` of SPEC section 3: every capped window; where a budget has no cap at all, its total. */
export function linesOf(budget: Budget, at: Instant): BudgetLine[] {
  const capped = WINDOWS.map((_, index) => index).filter((index) => (budget.caps[index] ?? null) !== null)
  return (capped.length === 0 ? [3] : capped).map((index) => lineOf(budget, index, at))
}

export function lineOf(budget: Budget, index: number, at: Instant): BudgetLine {
  const { spent, held, end } = windowAt(budget, index, at)
  return {
    budget: budget.name,
    kind: budget.kind,
    window: WINDOWS[index] as Window,
    cap: budget.caps[index] ?? null,
    spent: spent as MicroUsd,
    held: held as MicroUsd,
    resetsAt: end === NEVER ? null : instant(end),
  }
}

/** The budget as readers see it, without what only the registry knows (`liveKeys`, owner and ends). */
export function viewOf(budget: Budget, at: Instant): BudgetView {
  const counter = (index: number): Counter => {
    const { start, spent, held } = windowAt(budget, index, at)
    return { start: instant(start), spent: spent as MicroUsd, held: held as MicroUsd }
  }
  return {
    id: budget.id,
    kind: budget.kind,
    name: budget.name,
    caps: capsOf(budget),
    anchor: budget.anchor,
    dayReset: dayResetOf(budget),
    counters: { hour: counter(0), day: counter(1), month: counter(2), total: counter(3) },
  }
}
