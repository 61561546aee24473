/**
 * What the proxy answers in place of a vendor. `retry` says what helps: `never` (the same call will be refused again),
 * `later` (waiting), `same_key` (the call may have happened: repeat it only with the same idempotency key).
 * `docs/reference/errors.md` explains each.
 */
export const PROXY_CODES = {
  path_not_canonical: 'never',
  bad_request: 'never',
  idempotency_mismatch: 'never',
  missing_key: 'never',
  invalid_key: 'never',
  key_expired: 'never',
  key_revoked: 'never',
  endpoint_not_allowed: 'never',
  parameter_not_allowed: 'never',
  account_not_allowed: 'never',
  vendor_mismatch: 'never',
  cost_unknown: 'never',
  brake_engaged: 'never',
  unknown_route: 'never',
  idempotency_in_progress: 'later',
  outcome_unknown: 'never',
  length_required: 'never',
  body_too_large: 'never',
  unsupported_encoding: 'never',
  ambiguous_body: 'never',
  cap_exhausted: 'never',
  rate_limited: 'later',
  too_many_concurrent_calls: 'later',
  internal: 'same_key',
  upstream_unreachable: 'later',
  upstream_broken: 'same_key',
  ledger_unavailable: 'later',
  overloaded: 'later',
  upstream_timeout: 'same_key',
} as const

export type ProxyCode = keyof typeof PROXY_CODES
export type Retry = (typeof PROXY_CODES)[ProxyCode]

/** Codes of faults: the call was not refused, it could not be carried out, or nobody knows whether it was. */
const FAULTS: ReadonlySet<string> = new Set<ProxyCode>([
  'internal',
  'upstream_unreachable',
  'upstream_broken',
  'ledger_unavailable',
  'overloaded',
  'upstream_timeout',
])

export const isFault = (code: string): boolean => FAULTS.has(code)

/** A code of a later version is taken as one that waiting does not help. */
export const retryOf = (code: string): Retry =>
  Object.hasOwn(PROXY_CODES, code) ? PROXY_CODES[code as ProxyCode] : 'never'

/** What the admin API answers a request with that it can't carry out. */
export type AdminCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'role_not_allowed'
  | 'ceiling_exceeded'
  | 'wrong_origin'
  | 'not_found'
  | 'unknown_route'
  | 'method_not_allowed'
  | 'idempotency_mismatch'
  | 'run_cap_mismatch'
  | 'run_closed'
  | 'name_taken'
  | 'in_use'
  | 'key_revoked'
  | 'already_closed'
  | 'fixed_principal'
  | 'conflict'
  | 'body_too_large'
  | 'changed_meanwhile'
  | 'unsupported_media_type'
  | 'invalid_request'
  | 'too_many_streams'
  | 'too_many_attempts'
  | 'internal'
  | 'ledger_unavailable'
  | 'overloaded'
