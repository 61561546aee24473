/** A refusal as Twilio's SDKs read it: `code` is an integer there, so our word for it stands in `keybrake` and the header. */
import type { Code, Refusal } from '@keybrake/core'
import type { RenderedRefusal } from '../adapter.ts'
import { refusalParts } from '../shared/refuse.ts'

/**
 * `90`, the usual status, and a digit: numbers Twilio does not use. Above all none is 20429, which Twilio calls safe to
 * repeat.
 */
export const TWILIO_CODES: Readonly<Record<Code, number>> = {
  path_not_canonical: 904001,
  bad_request: 904002,
  idempotency_mismatch: 904003,
  missing_key: 904011,
  invalid_key: 904012,
  key_expired: 904013,
  key_revoked: 904014,
  endpoint_not_allowed: 904031,
  parameter_not_allowed: 904032,
  account_not_allowed: 904033,
  vendor_mismatch: 904034,
  cost_unknown: 904035,
  brake_engaged: 904036,
  unknown_route: 904041,
  idempotency_in_progress: 904091,
  outcome_unknown: 904092,
  length_required: 904111,
  body_too_large: 904131,
  unsupported_encoding: 904151,
  ambiguous_body: 904221,
  cap_exhausted: 904291,
  rate_limited: 904292,
  too_many_concurrent_calls: 904293,
  internal: 905001,
  upstream_unreachable: 905021,
  upstream_broken: 905022,
  ledger_unavailable: 905031,
  overloaded: 905032,
  upstream_timeout: 905041,
}

/** Where the codes are explained, in the proxy's own repository. */
const MORE_INFO = 'docs/reference/errors.md'

export function refusal(refusal: Refusal, callId: string | null): RenderedRefusal {
  const { status, own, headers } = refusalParts(refusal, callId)
  const shape = { code: TWILIO_CODES[refusal.code], message: refusal.message, more_info: MORE_INFO, status }
  // Of what is not its own shape, the SDK keeps only `details`.
  return { status, headers, body: JSON.stringify({ ...own, ...shape, keybrake: own, details: { keybrake: own } }) }
}
