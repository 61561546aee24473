/** Budgets of the fake: what was spent in which window, and whether one more call fits. */
import type { BudgetLine } from '../types/money.ts'
import { microOf, usdOf } from './money.ts'

type Window = 'hour' | 'day' | 'month' | 'total'

const HOUR_MS = 3_600_000
const WINDOW_MS: Readonly<Record<Window, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
  total: Infinity,
}
export const CAP_FIELDS = {
  hour: 'hourly_usd_cap',
  day: 'daily_usd_cap',
  month: 'monthly_usd_cap',
  total: 'total_usd_cap',
} as const satisfies Readonly<Record<Window, string>>
const WINDOWS = Object.keys(CAP_FIELDS) as Window[]

export type Caps = { [Name in Window]?: number }

/** Micro-USD by window, from the fields of a request that were found to be amounts. */
export function capsOf(fields: Readonly<Record<string, unknown>>): Caps {
  const caps: Caps = {}
  for (const window of WINDOWS) {
    const cap = microOf(fields[CAP_FIELDS[window]])
    if (cap !== null) caps[window] = cap
  }
  return caps
}

/** The name → amount fields that answers show. */
export const capFields = (caps: Caps): Record<(typeof CAP_FIELDS)[Window], number | null> => ({
  hourly_usd_cap: shown(caps.hour),
  daily_usd_cap: shown(caps.day),
  monthly_usd_cap: shown(caps.month),
  total_usd_cap: shown(caps.total),
})
const shown = (cap: number | undefined): number | null => (cap === undefined ? null : usdOf(cap))

interface Entry {
  readonly atMs: number
  readonly micro: number
  /** Of unknown fate: held and not spent, and counted all the same. */
  readonly isHeld: boolean
}

/** One budget. Windows are counted from its anchor, the moment it was made. */
export class FakeBudget {
  readonly name: string
  readonly kind: 'key' | 'run'
  readonly caps: Caps
  readonly #anchorMs: number
  readonly #entries: Entry[] = []

  constructor(name: string, kind: 'key' | 'run', caps: Caps, anchorMs: number) {
    this.name = name
    this.kind = kind
    this.caps = caps
    this.#anchorMs = anchorMs
  }

  count(entry: Entry): void {
    this.#entries.push(entry)
  }

  /** One line a capped window; the total where there is no cap. */
  lines(nowMs: number): BudgetLine[] {
    const capped = WINDOWS.filter((window) => this.caps[window] !== undefined)
    return (capped.length === 0 ? (['total'] as const) : capped).map((window) => this.#line(window, nowMs))
  }

  /** The capped window in which `micro` more does not fit; null where it fits everywhere. */
  full(micro: number, nowMs: number): BudgetLine | null {
    const line = WINDOWS.filter((window) => this.caps[window] !== undefined)
      .map((window) => this.#line(window, nowMs))
      .find(({ remaining_usd }) => (microOf(remaining_usd) ?? 0) < micro)
    return line ?? null
  }

  #line(window: Window, nowMs: number): BudgetLine {
    const ms = WINDOW_MS[window]
    const start = ms === Infinity ? this.#anchorMs : nowMs - ((nowMs - this.#anchorMs) % ms)
    const counted = this.#entries.filter(({ atMs }) => atMs >= start)
    const sum = (held: boolean) =>
      counted.filter(({ isHeld }) => isHeld === held).reduce((total, { micro }) => total + micro, 0)
    const [spent, held, cap] = [sum(false), sum(true), this.caps[window]]
    return {
      budget: this.name,
      kind: this.kind,
      window,
      cap_usd: shown(cap),
      spent_usd: usdOf(spent),
      held_usd: usdOf(held),
      remaining_usd: cap === undefined ? null : usdOf(Math.max(0, cap - spent - held)),
      resets_at: ms === Infinity ? null : new Date(start + ms).toISOString(),
    }
  }
}
