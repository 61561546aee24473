/** A refusal as Stripe's SDKs read it: without an `error` object stripe-node takes any status for success. */
import type { Refusal } from '@keybrake/core'
import type { RenderedRefusal } from '../adapter.ts'
import { refusalParts } from '../shared/refuse.ts'

export function refusal(refusal: Refusal, callId: string | null): RenderedRefusal {
  const { status, own, headers } = refusalParts(refusal, callId)
  // The SDKs keep only what stands in `error`.
  const error = { type: typeOf(refusal, status), code: refusal.code, message: refusal.message, keybrake: own }
  return {
    status,
    headers: callId === null ? headers : [...headers, ['request-id', callId]],
    body: JSON.stringify({ ...own, error, keybrake: own }),
  }
}

function typeOf(refusal: Refusal, status: number): string {
  if (status >= 500) return 'api_error'
  if (status === 402) return 'card_error'
  return refusal.code.startsWith('idempotency_') ? 'idempotency_error' : 'invalid_request_error'
}
