/** Budgets: counters of money with caps per window. A call must fit every budget it draws on. */
import { addUsd, type MicroUsd, missingUsd } from './money.ts'
import type { Instant } from './time.ts'

/** Windows that count money. All four are counted from the start, whether capped or not, so that a cap added later is true. */
export const WINDOWS = ['hour', 'day', 'month', 'total'] as const
export type Window = (typeof WINDOWS)[number]

/** What each window has, in their order; null or undefined: nothing. Without the lists that `Object.fromEntries` would take. */
export function byWindow<T>(valueOf: (window: Window, index: number) => T | null | undefined): {
  readonly [W in Window]?: T
} {
  const found: { [W in Window]?: T } = {}
  for (let index = 0; index < WINDOWS.length; index++) {
    const window = WINDOWS[index] as Window
    const value = valueOf(window, index)
    if (value !== null && value !== undefined) found[window] = value
  }
  return found
}

/** Where a refusal or a live counter speaks of a limit on one call or on the number of calls. */
export type LimitWindow = Window | 'call' | 'calls'

export type BudgetKind = 'key' | 'run' | 'named' | 'connection'

/** `anchored`: 24-hour periods from the anchor. `midnight`: calendar days of an IANA zone. */
export type DayReset = { readonly kind: 'anchored' } | { readonly kind: 'midnight'; readonly timezone: string }

/** A cap per window; a missing window is not capped. */
export type Caps = { readonly [W in Window]?: MicroUsd }

/** What a window holds now. `spent` is settled money, `held` is reserved (held, unknown) money. */
export interface Counter {
  readonly start: Instant
  readonly spent: MicroUsd
  readonly held: MicroUsd
}

export interface BudgetView {
  readonly id: string
  readonly kind: BudgetKind
  /** What people call it: `key:<id>`, `run:<label>` or the name. */
  readonly name: string
  readonly caps: Caps
  readonly anchor: Instant
  readonly dayReset: DayReset
  readonly counters: Readonly<Record<Window, Counter>>
}

/** One line of live spend: the shape `budgets[]` has everywhere (SPEC section 3). Null where a window has no cap. */
export interface BudgetLine {
  readonly budget: string
  readonly kind: BudgetKind
  readonly window: LimitWindow
  readonly cap: MicroUsd | null
  readonly spent: MicroUsd
  readonly held: MicroUsd
  readonly resetsAt: Instant | null
}

/** What a cap still lets through; zero where it was lowered below what is counted already. */
export const remaining = (cap: MicroUsd, spent: MicroUsd, held: MicroUsd): MicroUsd =>
  missingUsd(cap, addUsd(spent, held))
