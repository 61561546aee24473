import type { AdminCode } from './codes.ts'

/**
 * Everything this package throws, and everything `refusalOf` finds in a vendor SDK's error:
 *
 * ```
 * KeybrakeError
 * ├─ AdminError           the admin API said no (`code`, `status`, `errors[]` per field)
 * │  ├─ InvalidRequest    422 (and 400, 413, 415): a field is wrong
 * │  ├─ Unauthenticated   401
 * │  ├─ NotPermitted      403: the role, or a ceiling (`ceiling`)
 * │  ├─ NotFound          404
 * │  └─ Conflict          409, 412
 * ├─ Refused              the proxy refused a call: final, unless `retryable`
 * │  ├─ CapExhausted      a cap is used up
 * │  ├─ NotAllowed        allowlist, parameter rule, account, unknown cost
 * │  ├─ KeyEnded          revoked, expired, unknown or missing key
 * │  ├─ BrakeEngaged      an operator stopped all calls
 * │  └─ RateLimited       too many calls, or too many at once: `retryAfterS`
 * ├─ Unavailable          no answer, or one that says nothing: the proxy, or the vendor behind it
 * └─ KeyNotActive         an issue was repeated whose key has ended meanwhile
 * ```
 */
export class KeybrakeError extends Error {
  override readonly name: string = 'KeybrakeError'
  /** One word that does not change between versions. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What is wrong with one field. `pointer` is a JSON pointer into the body, or `/name` of a query parameter. */
export interface FieldFault {
  pointer: string
  message: string
}

/** An `application/problem+json` answer (RFC 9457). */
export interface Problem {
  code: AdminCode | (string & {})
  status: number
  title: string
  detail: string
  errors?: FieldFault[]
  [member: string]: unknown
}

/** The admin API refused a request. `code` is an {@link AdminCode}; one of a later version may come as well. */
export class AdminError extends KeybrakeError {
  override readonly name: string = 'AdminError'
  readonly status: number
  readonly detail: string
  readonly errors: readonly FieldFault[]
  /** The answer's whole body. */
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.code, `${problem.title} ${problem.detail}`.trim())
    this.status = problem.status
    this.detail = problem.detail
    this.errors = Array.isArray(problem.errors) ? problem.errors : []
    this.problem = problem
  }
}

export class InvalidRequest extends AdminError {
  override readonly name = 'InvalidRequest'
}
export class Unauthenticated extends AdminError {
  override readonly name = 'Unauthenticated'
}
export class NotPermitted extends AdminError {
  override readonly name = 'NotPermitted'
  /** The ceiling that the request lies above; null where the role itself does not allow it. */
  get ceiling(): string | null {
    return typeof this.problem['ceiling'] === 'string' ? this.problem['ceiling'] : null
  }
}
export class NotFound extends AdminError {
  override readonly name = 'NotFound'
}
export class Conflict extends AdminError {
  override readonly name = 'Conflict'
}

const BY_STATUS: Readonly<Record<number, new (problem: Problem) => AdminError>> = {
  400: InvalidRequest,
  401: Unauthenticated,
  403: NotPermitted,
  404: NotFound,
  409: Conflict,
  412: Conflict,
  413: InvalidRequest,
  415: InvalidRequest,
  422: InvalidRequest,
}

export const adminError = (problem: Problem): AdminError => new (BY_STATUS[problem.status] ?? AdminError)(problem)

/** What an {@link Unavailable} knows. */
export interface UnavailableFacts {
  readonly code: string
  readonly message: string
  /** The status answered; null where no answer came. */
  readonly status: number | null
  readonly retry: 'later' | 'same_key'
  readonly callId?: string | null
  readonly cause?: unknown
}

/**
 * No answer, or an answer that says only that something broke. `retry` tells what certainly was not done (`later`: do it
 * again in a while) from what may have been done (`same_key`: repeat it only with the same idempotency key).
 */
export class Unavailable extends KeybrakeError {
  override readonly name = 'Unavailable'
  readonly status: number | null
  readonly retry: 'later' | 'same_key'
  readonly callId: string | null

  constructor(facts: UnavailableFacts) {
    super(facts.code, facts.message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.status = facts.status
    this.retry = facts.retry
    this.callId = facts.callId ?? null
  }
}

/** The answer to a repeated issue holds no vault key any more, because the key has ended. Issue under another name. */
export class KeyNotActive extends KeybrakeError {
  override readonly name = 'KeyNotActive'
  readonly keyId: string

  constructor(keyId: string, status: string) {
    super('key_not_active', `The key ${keyId} that this Idempotency-Key issued is ${status}. Issue with another one.`)
    this.keyId = keyId
  }
}
