/** A refusal as Resend's SDKs read it: they choose their exception by `name`. */
import type { Code, Refusal } from '@keybrake/core'
import type { RenderedRefusal } from '../adapter.ts'
import { refusalParts } from '../shared/refuse.ts'

/**
 * Resend's own names. A cap that is used up is a quota, not a rate: `rate_limit_exceeded` invites an agent to try again.
 */
const NAMES: Readonly<Partial<Record<Code, string>>> = {
  cap_exhausted: 'monthly_quota_exceeded',
  rate_limited: 'rate_limit_exceeded',
  too_many_concurrent_calls: 'rate_limit_exceeded',
  missing_key: 'missing_api_key',
  idempotency_mismatch: 'invalid_idempotent_request',
  idempotency_in_progress: 'concurrent_idempotent_requests',
  outcome_unknown: 'resource_locked',
  unknown_route: 'not_found',
  internal: 'application_error',
}

export function refusal(refusal: Refusal, callId: string | null): RenderedRefusal {
  const { status, own, headers } = refusalParts(refusal, callId)
  const body = { ...own, statusCode: status, name: NAMES[refusal.code] ?? nameOf(status), keybrake: own }
  return { status, headers, body: JSON.stringify(body) }
}

function nameOf(status: number): string {
  if (status >= 500) return 'service_unavailable'
  if (status === 401) return 'restricted_api_key'
  return status === 403 ? 'invalid_permission' : 'validation_error'
}
