/** Resend's refusals: `{statusCode, name, message}`. */
import type { Answer } from '../shared/wire.ts'

/** Thrown by whatever finds the reason; `server.ts` alone turns it into an answer. */
export class ResendRefusal extends Error {
  readonly statusCode: number
  readonly code: string

  constructor(statusCode: number, code: string, message: string) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}

export const missingKey = (): ResendRefusal =>
  new ResendRefusal(401, 'missing_api_key', 'Missing API key in the authorization header.')
export const invalidKey = (): ResendRefusal => new ResendRefusal(403, 'invalid_api_key', 'API key is invalid')
export const notFound = (message: string): ResendRefusal => new ResendRefusal(404, 'not_found', message)
export const notAllowed = (): ResendRefusal =>
  new ResendRefusal(405, 'method_not_allowed', 'This endpoint does not support the specified HTTP method.')
export const missingField = (name: string): ResendRefusal =>
  new ResendRefusal(422, 'missing_required_field', `Missing \`${name}\` field.`)
export const invalid = (message: string): ResendRefusal => new ResendRefusal(422, 'validation_error', message)
export const badKey = (): ResendRefusal =>
  new ResendRefusal(400, 'invalid_idempotency_key', 'The idempotency key must be between 1-256 characters.')
export const otherPayload = (): ResendRefusal =>
  new ResendRefusal(
    409,
    'invalid_idempotent_request',
    'Same idempotency key used with a different request payload. Change your idempotency key or payload.',
  )
export const inFlight = (): ResendRefusal =>
  new ResendRefusal(
    409,
    'concurrent_idempotent_requests',
    'Another request with the same idempotency key is still in progress.',
  )

const NAMES: Readonly<Record<number, string>> = {
  401: 'restricted_api_key',
  403: 'invalid_permission',
  404: 'not_found',
  409: 'resource_locked',
  429: 'rate_limit_exceeded',
  503: 'service_unavailable',
}

export const failure = (status: number): ResendRefusal =>
  new ResendRefusal(
    status,
    NAMES[status] ?? (status >= 500 ? 'application_error' : 'validation_error'),
    `An error that was ordered (status ${status}).`,
  )

export const refusalBody = (refusal: ResendRefusal): Pick<Answer, 'status' | 'body'> => ({
  status: refusal.statusCode,
  body: JSON.stringify({ statusCode: refusal.statusCode, name: refusal.code, message: refusal.message }),
})
