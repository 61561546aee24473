/** The email a body describes, or what is wrong with it. */
import { uuid } from '../shared/ids.ts'
import { invalid, missingField } from './errors.ts'
import type { Email } from './objects.ts'

const TO_MAX = 50
const ADDRESS = /^(?:[^<>@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/

export function readEmail(value: unknown, atMs: number): Email {
  if (!isObject(value)) throw invalid('The request body must be a JSON object.')
  const from = value['from']
  if (typeof from !== 'string') throw missingField('from')
  if (!ADDRESS.test(from))
    throw invalid(
      'Invalid `from` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.',
    )
  const to = addresses(value, 'to')
  if (to.length === 0) throw missingField('to')
  if (to.length > TO_MAX) throw invalid(`The \`to\` field must have at most ${TO_MAX} items.`)
  const template = value['template']
  const subject = textOf(value, 'subject')
  const html = textOf(value, 'html')
  const text = textOf(value, 'text')
  if (subject === null && template === undefined) throw missingField('subject')
  if (html === null && text === null && template === undefined) throw missingField('html` or `text')
  const scheduledAt = textOf(value, 'scheduled_at')
  return {
    id: uuid(),
    from,
    to,
    cc: addresses(value, 'cc'),
    bcc: addresses(value, 'bcc'),
    reply_to: addresses(value, 'reply_to'),
    subject: subject ?? '',
    html,
    text,
    created_at: new Date(atMs).toISOString(),
    scheduled_at: scheduledAt,
    last_event: scheduledAt === null ? 'delivered' : 'scheduled',
  }
}

export const recipients = (email: Email): readonly string[] => [...email.to, ...email.cc, ...email.bcc]

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function addresses(value: Record<string, unknown>, name: string): string[] {
  const found = value[name]
  if (found === undefined || found === null) return []
  const items: unknown[] = Array.isArray(found) ? found : [found]
  return items.map((item) => {
    if (typeof item !== 'string' || !ADDRESS.test(item)) throw invalid(`Invalid \`${name}\` field.`)
    return item
  })
}

function textOf(value: Record<string, unknown>, name: string): string | null {
  const found = value[name]
  if (found === undefined || found === null) return null
  if (typeof found !== 'string') throw invalid(`The \`${name}\` field must be a \`string\`.`)
  return found
}
