/** Turns a stop into an answer in the vendor's own error shape, with the id of its row or of a line of the log. */
import { CODES, type Field, formatUsd, type MicroUsd, type Refusal } from '@keybrake/core'
import type { VendorAdapter } from '@keybrake/vendors'
import type { Reply } from './incoming.ts'
import type { CallParts } from './parts.ts'

export const statusOf = (refusal: Refusal): number => refusal.status ?? CODES[refusal.code].status

/** @param callId the audit row that counts this refusal */
export function sendRefusal(
  reply: Reply,
  adapter: VendorAdapter,
  refusal: Refusal,
  callId: string,
  remaining: MicroUsd | null,
): void {
  const rendered = adapter.refusal(refusal, callId)
  const headers: Field[] = [...rendered.headers]
  if (remaining !== null) headers.push(['keybrake-remaining-usd', formatUsd(remaining)])
  reply.send(rendered.status, headers, rendered.body)
}

/** Refuses a call of which no row is kept: its id is in the answer and, at the level debug, in the log. */
export function sendUnrecorded(
  { newCallId, log }: Pick<CallParts, 'newCallId' | 'log'>,
  reply: Reply,
  adapter: VendorAdapter,
  refusal: Refusal,
): void {
  const callId = newCallId()
  log.debug({ call_id: callId, code: refusal.code }, 'a call was refused without a row')
  sendRefusal(reply, adapter, refusal, callId, null)
}
