/** Time is an argument. Nothing in core, ledger or vendors reads a clock; the process passes `at`. */
declare const instantBrand: unique symbol

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: true }

export const instant = (epochMs: number): Instant => epochMs as Instant
export const toRfc3339 = (at: Instant): string => new Date(at).toISOString()

export interface Clock {
  /** Wall time: records, windows, expiry. */
  now(): Instant
  /** Monotonic milliseconds with fractions: durations only. */
  elapsedMs(): number
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
/** A month of a cap is 30 days from the anchor (SPEC section 3). */
export const MONTH_MS = 30 * DAY_MS
