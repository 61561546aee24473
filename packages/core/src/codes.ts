/**
 * Every code the proxy plane can answer with: the one registry. `docs/reference/errors.md` is proven equal to it.
 *
 * `retry` says what a client may do: `never` (the same call will be refused again), `later` (a true `Retry-After` or a
 * passing condition), `same_key` (repeat with the same idempotency key, because the first may have happened).
 */
export interface CodeEntry {
  readonly status: number
  readonly retry: 'never' | 'later' | 'same_key'
  readonly title: string
}

export const CODES = {
  path_not_canonical: { status: 400, retry: 'never', title: 'The request line is not in its one canonical form.' },
  bad_request: { status: 400, retry: 'never', title: 'The request is not one the proxy can read without doubt.' },
  idempotency_mismatch: { status: 400, retry: 'never', title: 'This idempotency key was used with other parameters.' },
  missing_key: { status: 401, retry: 'never', title: 'No vault key came with the call.' },
  invalid_key: { status: 401, retry: 'never', title: 'The credential is not a vault key of this proxy.' },
  key_expired: { status: 401, retry: 'never', title: 'The vault key has expired.' },
  key_revoked: { status: 401, retry: 'never', title: 'The vault key was revoked.' },
  endpoint_not_allowed: { status: 403, retry: 'never', title: 'The policy does not allow this endpoint.' },
  parameter_not_allowed: { status: 403, retry: 'never', title: 'A parameter breaks a rule of the policy.' },
  account_not_allowed: { status: 403, retry: 'never', title: 'The policy does not allow this account.' },
  vendor_mismatch: { status: 403, retry: 'never', title: 'The vault key belongs to another connection.' },
  cost_unknown: { status: 403, retry: 'never', title: 'The cost of this call has no upper bound known beforehand.' },
  brake_engaged: { status: 403, retry: 'never', title: 'An operator has stopped all calls.' },
  unknown_route: { status: 404, retry: 'never', title: 'No connection answers at this path.' },
  idempotency_in_progress: { status: 409, retry: 'later', title: 'A call with this idempotency key is still running.' },
  outcome_unknown: {
    status: 409,
    retry: 'never',
    title: 'The first call with this idempotency key may have happened.',
  },
  length_required: { status: 411, retry: 'never', title: 'A body needs a Content-Length.' },
  body_too_large: { status: 413, retry: 'never', title: 'The body is larger than the connection allows.' },
  unsupported_encoding: { status: 415, retry: 'never', title: 'The body comes in a form that is not accepted.' },
  ambiguous_body: { status: 422, retry: 'never', title: 'The body could be read in more than one way.' },
  cap_exhausted: { status: 429, retry: 'never', title: 'The cost does not fit under a cap.' },
  rate_limited: { status: 429, retry: 'later', title: 'The vault key has used up its call rate.' },
  too_many_concurrent_calls: { status: 429, retry: 'later', title: 'The vault key has too many calls under way.' },
  internal: { status: 500, retry: 'same_key', title: 'A fault inside the proxy.' },
  upstream_unreachable: { status: 502, retry: 'later', title: 'The vendor could not be reached; nothing was sent.' },
  upstream_broken: { status: 502, retry: 'same_key', title: 'The vendor’s answer broke off or could not be read.' },
  ledger_unavailable: { status: 503, retry: 'later', title: 'The ledger cannot commit; nothing was sent.' },
  overloaded: { status: 503, retry: 'later', title: 'Too many calls are under way; nothing was sent.' },
  upstream_timeout: { status: 504, retry: 'same_key', title: 'The vendor did not answer in time.' },
} as const satisfies Record<string, CodeEntry>

export type Code = keyof typeof CODES

/** A decision not to forward (or a fault while doing so), before it takes a vendor's shape. */
export interface Refusal {
  readonly code: Code
  /** Written for the model that will read it: what stopped it, what would help, whether to retry. Never holds a secret. */
  readonly message: string
  /** Machine-readable details that go beside `code`: `attempted`, `parameter`, `cap_usd`, … Values are JSON. */
  readonly details: Readonly<Record<string, unknown>>
  /** Overrides the registry's status (`exhausted_status: 402`). */
  readonly status?: number
  /** Whole seconds, only where waiting helps. */
  readonly retryAfterS?: number
  /** For 5xx: true only where nothing was sent, or the caller itself sent a key that the vendor honours. */
  readonly mayRetry?: boolean
}
