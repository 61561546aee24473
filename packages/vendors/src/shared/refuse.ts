/** The part of a refusal that is alike for every vendor: our own fields and the headers (SPEC section 5). */
import { CODES, type Field, type Refusal } from '@keybrake/core'

export interface RefusalParts {
  readonly status: number
  /** `code`, `message`, `call_id` and the details: once at the top level, once as `keybrake`. */
  readonly own: Readonly<Record<string, unknown>>
  readonly headers: readonly Field[]
}

export function refusalParts(refusal: Refusal, callId: string | null): RefusalParts {
  const status = refusal.status ?? CODES[refusal.code].status
  const retry = mayRetry(refusal, status) ? 'true' : 'false'
  const headers: Field[] = [
    ['content-type', 'application/json'],
    ['keybrake-code', refusal.code],
    ['stripe-should-retry', retry],
    ['x-should-retry', retry],
  ]
  if (callId !== null) headers.push(['keybrake-call-id', callId])
  if (refusal.retryAfterS !== undefined) headers.push(['retry-after', String(refusal.retryAfterS)])
  return { status, headers, own: { ...refusal.details, code: refusal.code, message: refusal.message, call_id: callId } }
}

/** On a 4xx only a call that is still running may be repeated; on a 5xx only where that cannot act twice. */
function mayRetry(refusal: Refusal, status: number): boolean {
  if (status < 500) return refusal.code === 'idempotency_in_progress'
  return refusal.mayRetry === true
}
