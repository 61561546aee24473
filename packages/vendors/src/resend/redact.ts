/** What of a Resend request stays in the audit log: how many recipients, masked, and when. Every other value is dropped. */
import type { Json, ReadRequest } from '@keybrake/core'
import type { Operation } from '../adapter.ts'
import { maskMail } from '../shared/mask.ts'
import { textAt } from '../shared/read-json.ts'
import { addressesIn } from './rules/recipients.ts'

const RECIPIENTS = ['to', 'cc', 'bcc'] as const
/** Masked recipients shown per field; the count says how many there are. */
const SHOWN_MAX = 10
const TIME = /^[0-9TZ:.+\- ]{4,40}$/

export function redact(_operation: Operation | null, request: ReadRequest): Readonly<Record<string, string>> {
  if (request.body.kind !== 'json') return {}
  const { value } = request.body
  const mails: readonly Json[] = Array.isArray(value) ? value : [value]
  const kept: Record<string, string> = {}
  if (Array.isArray(value)) kept.mails = String(mails.length)
  let recipients = 0
  for (const field of RECIPIENTS) {
    const addresses = mails.flatMap((mail) => addressesIn(mail, field) ?? [])
    recipients += addresses.length
    if (addresses.length > 0) kept[field] = masked(addresses)
  }
  if (recipients > 0) kept.recipients = String(recipients)
  const [first] = mails
  const from = textAt(first, 'from')
  if (from !== null) kept.from = maskMail(from)
  const when = textAt(first, 'scheduled_at')
  if (when !== null && TIME.test(when)) kept.scheduled_at = when
  return kept
}

function masked(addresses: readonly string[]): string {
  const shown = addresses.slice(0, SHOWN_MAX).map(maskMail).join(', ')
  return addresses.length > SHOWN_MAX ? `${shown}, …` : shown
}
