/**
 * What a commit writes about a call: immutable entries, one JSON object a line, in commit order. The money part of a store
 * writes them in the very commit that moves the counters; the audit log chains and folds them later.
 * Amounts are decimal texts of micro-USD.
 */

/** `[budget name, kind, window, cap or null, spent, held, resets at (epoch ms) or null]`: a `BudgetLine`, packed. */
export type PackedLine = readonly [string, string, string, string | null, string, string, number | null]

/**
 * What a call holds or counts on a budget: `[budget id, hour, day, month, total]`, an amount for each window it was made in.
 * One amount stands for four equal ones; the last is always the total.
 */
export type PackedDraw = readonly [budgetId: string, ...amounts: string[]]

export interface AdmitEntry {
  readonly k: 'admit'
  /** Call id. */
  readonly id: string
  readonly t: number
  readonly key: string
  /** `held`, or `free` where the call can't cost. */
  readonly state: 'held' | 'free'
  readonly reserved: string
  readonly replay_of: string | null
  /** What observe mode let pass. */
  readonly observed: string | null
  readonly draws: readonly PackedDraw[]
  readonly lines: readonly PackedLine[]
  /** The facts object given with the command. */
  readonly f: Readonly<Record<string, unknown>>
}

export interface RefuseEntry {
  readonly k: 'refuse'
  readonly id: string
  readonly t: number
  readonly key: string
  readonly code: string
  readonly lines: readonly PackedLine[]
  readonly f: Readonly<Record<string, unknown>>
}

/** `n` further refusals that share the row `id`. */
export interface MoreRefusalsEntry {
  readonly k: 'more'
  readonly id: string
  readonly t: number
  readonly n: number
}

/**
 * The end of an attempt, a person's resolution, a price that came late, or a question put to the vendor, which changes nothing.
 * `counted` is what the call counts from now on.
 */
export interface OutcomeEntry {
  readonly k: 'outcome' | 'resolution' | 'adjustment' | 'inquiry'
  readonly id: string
  readonly t: number
  readonly state: string
  readonly counted: string
  readonly overage: string
  readonly draws: readonly PackedDraw[]
  readonly lines: readonly PackedLine[]
  readonly f: Readonly<Record<string, unknown>>
}

export interface AdminEntry {
  readonly k: 'admin'
  readonly id: string
  readonly t: number
  /** `key.issued`, `key.changed`, `key.revoked`, `budget.created`, `connection.changed`, `brake.engaged`, `principal.created`, … */
  readonly action: string
  readonly principal: string
  readonly subject: string
  readonly f: Readonly<Record<string, unknown>>
}

export type Entry = AdmitEntry | RefuseEntry | MoreRefusalsEntry | OutcomeEntry | AdminEntry
