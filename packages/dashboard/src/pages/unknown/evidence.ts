/** What is known about a call whose fate is not: from which a person can look it up at the vendor and decide. */
import type { CallRow } from '../../api/types.ts'

export interface Evidence {
  /** What went wrong, in a sentence. */
  readonly happened: string
  /** What to look for at the vendor. */
  readonly lookFor: readonly (readonly [name: string, value: string])[]
  readonly wouldProve: string
  /** What the proxy itself asked the vendor since, `GET /v1/payment_intents: 200`; its answers proved nothing yet. */
  readonly inquired: readonly string[]
}

const ERRORS: Readonly<Record<string, string>> = {
  reset: 'The connection broke after the request was sent.',
  timeout: 'The vendor did not answer in time.',
  crash: 'The process ended while the call was under way.',
}

export function evidenceOf(row: CallRow): Evidence {
  const asked = Object.entries(row.request).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
  )
  const { inquired } = row as { readonly inquired?: unknown }
  return {
    happened: happenedText(row),
    inquired: Array.isArray(inquired) ? inquired.filter((line) => typeof line === 'string') : [],
    lookFor: [
      ...(row.vendor_object_id === null ? [] : [['object', row.vendor_object_id] as const]),
      ...(row.vendor_request_id === null ? [] : [['request', row.vendor_request_id] as const]),
      ...asked,
      ...(row.vendor === 'stripe' ? [['metadata[keybrake_call]', row.call_id] as const] : []),
      ['time', row.time],
    ],
    wouldProve:
      row.vendor === 'stripe'
        ? 'If Stripe has an object with this metadata, it was charged. Finding none right after the call proves nothing yet.'
        : 'If the vendor lists it, it was charged. Finding none right after the call proves nothing yet.',
  }
}

function happenedText({ error, status }: CallRow): string {
  if (error !== null && ERRORS[error] !== undefined) return ERRORS[error]
  if (error !== null) return `What came back could not be trusted (${error}).`
  return status === null
    ? 'No answer is recorded.'
    : `The answer was ${status}, which does not say whether it was done.`
}
