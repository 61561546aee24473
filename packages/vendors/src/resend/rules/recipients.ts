/** Resend counts every address of To, Cc and Bcc as one mail. What cannot be counted with certainty is not counted at all. */
import type { Body, Json } from '@keybrake/core'
import { at } from '../../shared/read-json.ts'

export type Counted = { readonly ok: true; readonly recipients: number } | { readonly ok: false; readonly why: string }

/** Resend takes at most this many mails in one batch. */
export const BATCH_MAILS_MAX = 100

const FIELDS = ['to', 'cc', 'bcc'] as const

/** Header names by which a mail itself could name recipients, whatever the counted fields say. */
const RECIPIENT_HEADER = /^(?:resent-)?(?:to|cc|bcc)$/i
/** A field name as RFC 5322 has it: a line break in a name or value would begin another header. */
const HEADER_NAME = /^[!-9;-~]{1,200}$/

/** Texts that become lines of the mail's head. */
const HEAD_FIELDS = ['from', 'subject', 'reply_to'] as const
const LINE_BREAK = /[\r\n\0]/

/** Why a text of the head stops the count: a line break in it would begin another header, such as Bcc. */
function brokenHead(mail: Json): string | null {
  for (const field of HEAD_FIELDS) {
    const value = at(mail, field)
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (texts.some((text) => typeof text === 'string' && LINE_BREAK.test(text))) return `${field} holds a line break`
  }
  return null
}

/** The addresses of one mail's To, Cc and Bcc as written. Null where a field is neither a text nor a list of texts. */
export function addressesIn(mail: Json, field: (typeof FIELDS)[number]): readonly string[] | null {
  const value = at(mail, field)
  if (value === undefined || value === null) return []
  const list: readonly Json[] = Array.isArray(value) ? value : [value as Json]
  return list.every((entry) => typeof entry === 'string') ? list : null
}

/** One address has one `@`: two of them in one text could be two mails. */
const isOneAddress = (text: string): boolean => text.split('@').length === 2 && !LINE_BREAK.test(text)

export function countMail(mail: Json): Counted {
  if (!(mail instanceof Map)) return { ok: false, why: 'a mail is not a JSON object' }
  let recipients = 0
  for (const field of FIELDS) {
    const addresses = addressesIn(mail, field)
    if (addresses === null) return { ok: false, why: `${field} is neither an address nor a list of addresses` }
    if (!addresses.every(isOneAddress)) return { ok: false, why: `an entry of ${field} is not exactly one address` }
    if (field === 'to' && addresses.length === 0) return { ok: false, why: 'to names nobody' }
    recipients += addresses.length
  }
  const header = brokenHead(mail) ?? recipientHeader(at(mail, 'headers'))
  return header === null ? { ok: true, recipients } : { ok: false, why: header }
}

/** Why the custom headers stop the count, or null. */
function recipientHeader(headers: Json | undefined): string | null {
  if (headers === undefined || headers === null) return null
  if (!(headers instanceof Map)) return 'headers is not a JSON object'
  for (const [name, value] of headers as ReadonlyMap<string, Json>) {
    if (!HEADER_NAME.test(name) || (typeof value === 'string' && LINE_BREAK.test(value)))
      return 'a custom header holds a line break or an odd character'
    if (RECIPIENT_HEADER.test(name)) return `the custom header ${name} can name more recipients`
  }
  return null
}

/** Each mail of a batch by itself, or why the batch cannot be counted. */
export function countBatch(
  body: Body,
): { readonly ok: true; readonly mails: readonly number[] } | (Counted & { ok: false }) {
  if (body.kind !== 'json' || !Array.isArray(body.value)) return { ok: false, why: 'the body is not a list of mails' }
  const list: readonly Json[] = body.value
  if (list.length === 0 || list.length > BATCH_MAILS_MAX)
    return { ok: false, why: `a batch holds 1 to ${BATCH_MAILS_MAX} mails` }
  const mails: number[] = []
  for (const mail of list) {
    const counted = countMail(mail)
    if (!counted.ok) return counted
    mails.push(counted.recipients)
  }
  return { ok: true, mails }
}
