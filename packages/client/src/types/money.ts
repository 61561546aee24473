/**
 * US dollars. Answers have numbers with at most six decimals, which a double holds exactly up to nine billion; requests
 * also take a decimal string (`"12.50"`), which is read to the last digit.
 */
export type Usd = number | string

/** Live spend of one window of one budget. */
export interface BudgetLine {
  /** `key:<id>`, `run:<label>` or the budget's name. */
  budget: string
  kind: 'key' | 'run' | 'named' | 'connection'
  window: 'hour' | 'day' | 'month' | 'total' | 'call' | 'calls'
  cap_usd: number | null
  spent_usd: number
  held_usd: number
  remaining_usd: number | null
  /** RFC 3339, UTC. */
  resets_at: string | null
}

/** What kind of money an operation moves; a key may cap each apart from the others. */
export type MoneyClass =
  | 'charge'
  | 'authorise'
  | 'capture'
  | 'refund'
  | 'payout'
  | 'transfer'
  | 'credit'
  | 'fee'
  | 'message'
  | 'voice'
  | 'verification'
  | 'number'
  | 'email'
  | 'usage'
  | 'print'

/** Caps by window in an answer; null where there is none. */
export interface WindowCaps {
  hourly_usd_cap: number | null
  daily_usd_cap: number | null
  monthly_usd_cap: number | null
  total_usd_cap: number | null
}

/** Caps and the day rule as budgets and keys show them. */
export interface CapsShown extends WindowCaps {
  daily_reset: 'anchor' | 'midnight'
  timezone: string | null
}

/** Caps by window in a request. */
export interface GivenCaps {
  hourly_usd_cap?: Usd
  /** At most this much in each 24 hours counted from the moment of issue. */
  daily_usd_cap?: Usd
  monthly_usd_cap?: Usd
  /** At most this much in all. */
  total_usd_cap?: Usd
  /** Same as `total_usd_cap`. */
  usd_cap?: Usd
  /** Same as `total_usd_cap`. */
  run_usd_cap?: Usd
}

/** Caps in a change: what is not named stays, null takes a cap away. */
export type ChangedCaps = { [Name in keyof GivenCaps]?: Usd | null }

/** Calendar days instead of days since the issue. The two go together. */
export interface DayRule {
  daily_reset?: 'anchor' | 'midnight'
  /** IANA name; only with `daily_reset: "midnight"`. */
  timezone?: string
}

/** One page of a list; `next_cursor` is null on the last. */
export interface Page<T> {
  data: T[]
  next_cursor: string | null
}

/** A page that was asked for by nearness to a cap (`sort`) says of how many, and whether those were all. */
export interface SortablePage<T> extends Page<T> {
  considered?: number | undefined
  complete?: boolean | undefined
}

export interface PageQuery {
  /** Rows of one page, 1 to 1000; 100 unless told. */
  limit?: number
  cursor?: string
}

/** A time in a request: RFC 3339, or seconds since 1970. */
export type GivenTime = string | number
