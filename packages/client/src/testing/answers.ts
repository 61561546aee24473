/** Answers of the fake: JSON of the admin API, problems, and refusals in each vendor's shape. */
import { type ProxyCode, retryOf } from '../codes.ts'
import { numberOfCode } from '../twilio-codes.ts'

export const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

export interface Fault {
  readonly pointer: string
  readonly message: string
}

export const problem = (
  status: number,
  code: string,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, detail, ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

export const invalid = (errors: readonly Fault[]): Response =>
  problem(422, 'invalid_request', errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '), { errors })

const STATUS: { readonly [Code in ProxyCode]?: number } = {
  missing_key: 401,
  invalid_key: 401,
  key_expired: 401,
  key_revoked: 401,
  endpoint_not_allowed: 403,
  parameter_not_allowed: 403,
  vendor_mismatch: 403,
  cost_unknown: 403,
  brake_engaged: 403,
  unknown_route: 404,
  cap_exhausted: 429,
  rate_limited: 429,
  upstream_broken: 502,
}

export interface Refusal {
  readonly code: ProxyCode
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly status?: number
  readonly retryAfterS?: number
}

export const statusOf = (refusal: Refusal): number => refusal.status ?? STATUS[refusal.code] ?? 400

/** In the shape that the vendor's SDK raises its ordinary error for. */
export function refusalAnswer(vendor: string, refusal: Refusal, callId: string, remainingUsd: number | null): Response {
  const { code, message, details = {}, retryAfterS } = refusal
  const status = statusOf(refusal)
  const own = { code, message, call_id: callId, ...details }
  const retry = String(status >= 500 && retryOf(code) === 'same_key')
  const headers = new Headers({
    'content-type': 'application/json',
    'keybrake-code': code,
    'keybrake-call-id': callId,
    'stripe-should-retry': retry,
    'x-should-retry': retry,
  })
  if (remainingUsd !== null) headers.set('keybrake-remaining-usd', String(remainingUsd))
  if (retryAfterS !== undefined) headers.set('retry-after', String(retryAfterS))
  return new Response(JSON.stringify({ ...own, ...shapeOf(vendor, status, refusal, own), keybrake: own }), {
    status,
    headers,
  })
}

function shapeOf(vendor: string, status: number, { code, message }: Refusal, own: object): Record<string, unknown> {
  if (vendor === 'twilio') return { code: numberOfCode(code), message, more_info: 'docs/reference/errors.md', status }
  if (vendor === 'resend') return { statusCode: status, name: nameAtResend(status, code), message }
  // Stripe's SDK keeps of a body what stands in `error`.
  return { error: { type: status >= 500 ? 'api_error' : 'invalid_request_error', code, message, keybrake: own } }
}

function nameAtResend(status: number, code: ProxyCode): string {
  if (code === 'cap_exhausted') return 'monthly_quota_exceeded'
  if (code === 'rate_limited') return 'rate_limit_exceeded'
  if (status >= 500) return 'service_unavailable'
  return status === 401 ? 'restricted_api_key' : 'invalid_permission'
}
