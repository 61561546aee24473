import { type ProxyCode, retryOf } from './codes.ts'
import { KeybrakeError } from './errors.ts'
import type { BudgetLine } from './types/money.ts'

/** What a refusal says, whatever error it arrived in. */
export interface RefusalFacts {
  readonly code: string
  readonly message: string
  /** The HTTP status; null where the SDK's error does not tell it. */
  readonly status: number | null
  readonly callId: string | null
  /** Everything that came beside `code` and `message`: `cap_usd`, `attempted`, `parameter`, … */
  readonly details: Readonly<Record<string, unknown>>
  /** Whole seconds; null where waiting does not help, or the SDK's error does not tell. */
  readonly retryAfterS: number | null
  /** The error that the refusal arrived in. */
  readonly cause: unknown
}

/**
 * The proxy refused a call: the vendor has not seen it. This is an answer and no fault. `message` is written for whoever
 * has to decide what to do next, a model included. `code` is a {@link ProxyCode}; one of a later version may come as well.
 */
export class Refused extends KeybrakeError {
  override readonly name: string = 'Refused'
  readonly status: number | null
  readonly callId: string | null
  readonly details: Readonly<Record<string, unknown>>
  /** Whether the same call may be admitted later without anyone changing something. */
  readonly retryable: boolean
  readonly retryAfterS: number | null

  constructor({ code, message, status, callId, details, retryAfterS, cause }: RefusalFacts) {
    super(code, message, { cause })
    this.status = status
    this.callId = callId
    this.details = details
    this.retryable = retryOf(code) === 'later'
    this.retryAfterS = retryAfterS
  }
}

/** A cap is used up: `cap_exhausted`. The amounts are those of the budget with the least room. */
export class CapExhausted extends Refused {
  override readonly name = 'CapExhausted'

  /** `key:<id>`, `run:<label>` or a shared budget's name. */
  get budget(): string | null {
    return textOf(this.details['budget'])
  }
  get window(): BudgetLine['window'] | null {
    return textOf(this.details['window']) as BudgetLine['window'] | null
  }
  get capUsd(): number | null {
    return numberOf(this.details['cap_usd'])
  }
  get spentUsd(): number | null {
    return numberOf(this.details['spent_usd'])
  }
  get heldUsd(): number | null {
    return numberOf(this.details['held_usd'])
  }
  get requestedUsd(): number | null {
    return numberOf(this.details['requested_usd'])
  }
  /** What a cheaper call could still cost; null for `max_calls`, which counts no money. */
  get remainingUsd(): number | null {
    if (this.window === 'calls') return null
    // From the headers: the least room of the key's budgets. Some SDKs keep nothing else.
    const least = numberOf(this.details['remaining_usd'])
    if (this.capUsd === null) return least
    if (this.window === 'call') return Math.min(this.capUsd, least ?? this.capUsd)
    const left = micro(this.capUsd) - micro(this.spentUsd ?? 0) - micro(this.heldUsd ?? 0)
    return Math.max(0, left) / 1_000_000
  }
  get resetsAt(): Date | null {
    const at = textOf(this.details['resets_at'])
    return at === null ? null : new Date(at)
  }
}

/** Not what the key is for: its allowlist, a parameter rule, an account, or a cost that nobody knows beforehand. */
export class NotAllowed extends Refused {
  override readonly name = 'NotAllowed'
}

/** The key is revoked, expired, unknown to this proxy, or missing. */
export class KeyEnded extends Refused {
  override readonly name = 'KeyEnded'
}

/** An operator has stopped all calls. */
export class BrakeEngaged extends Refused {
  override readonly name = 'BrakeEngaged'
}

/** Too many calls in a while, or at once. The one refusal that waiting ends. */
export class RateLimited extends Refused {
  override readonly name = 'RateLimited'
}

const CLASSES: { readonly [Code in ProxyCode]?: new (facts: RefusalFacts) => Refused } = {
  cap_exhausted: CapExhausted,
  endpoint_not_allowed: NotAllowed,
  parameter_not_allowed: NotAllowed,
  account_not_allowed: NotAllowed,
  vendor_mismatch: NotAllowed,
  cost_unknown: NotAllowed,
  missing_key: KeyEnded,
  invalid_key: KeyEnded,
  key_expired: KeyEnded,
  key_revoked: KeyEnded,
  brake_engaged: BrakeEngaged,
  rate_limited: RateLimited,
  too_many_concurrent_calls: RateLimited,
}

export const refused = (facts: RefusalFacts): Refused => {
  const Class = Object.hasOwn(CLASSES, facts.code) ? CLASSES[facts.code as ProxyCode] : undefined
  return new (Class ?? Refused)(facts)
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
/** What is beyond it came from no Keybrake. */
const USD_MAX = 9_007_199_254.740991
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Math.abs(value) <= USD_MAX ? value : null

/** Sums of such amounts are exact as whole micro-USD, and not as fractions. */
const micro = (usd: number): number => Math.round(usd * 1_000_000)
