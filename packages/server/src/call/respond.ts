/** Turns a stop into an answer: recorded where the key is ours, in the vendor's own error shape, with the row's id. */
import { CODES, type Field, formatUsd, type MicroUsd, type Refusal } from '@keybrake/core'
import type { VendorAdapter } from '@keybrake/vendors'
import type { Reply } from './incoming.ts'

export const statusOf = (refusal: Refusal): number => refusal.status ?? CODES[refusal.code].status

/** @param callId the audit row that counts this refusal; null where there is none */
export function sendRefusal(
  reply: Reply,
  adapter: VendorAdapter,
  refusal: Refusal,
  callId: string | null,
  remaining: MicroUsd | null,
): void {
  const rendered = adapter.refusal(refusal, callId)
  const headers: Field[] = [...rendered.headers]
  if (remaining !== null) headers.push(['keybrake-remaining-usd', formatUsd(remaining)])
  reply.send(rendered.status, headers, rendered.body)
}
