/** Emails: sent at once, or scheduled and then moved or canceled. */
import type { ResendCall, Result } from '../call.ts'
import { invalid, notFound, ResendRefusal } from '../errors.ts'
import type { Email } from '../objects.ts'
import { isObject, readEmail, recipients } from '../read-email.ts'

const BATCH_MAX = 100
const LIST_DEFAULT = 20

export function sendEmail(call: ResendCall): Result {
  const email = readEmail(call.body, call.atMs)
  call.state.emails.set(email.id, email)
  call.happened({
    id: email.id,
    status: email.last_event,
    emails: recipients(email).length,
    recipients: recipients(email),
  })
  return { status: 200, body: { id: email.id } }
}

/** Strict (default): one bad email stops all. Permissive: the good ones are sent, the others are named. */
export function sendBatch(call: ResendCall): Result {
  if (!Array.isArray(call.body)) throw invalid('The request body must be an array.')
  if (call.body.length === 0 || call.body.length > BATCH_MAX) throw invalid(`A batch holds 1 to ${BATCH_MAX} emails.`)
  const good: Email[] = []
  const errors: { index: number; message: string }[] = []
  for (const [index, item] of call.body.entries()) {
    try {
      good.push(readEmail(item, call.atMs))
    } catch (error) {
      if (!(error instanceof ResendRefusal) || !call.permissive) throw error
      errors.push({ index, message: error.message })
    }
  }
  for (const email of good) call.state.emails.set(email.id, email)
  const everyone = good.flatMap(recipients)
  const [first] = good
  if (first !== undefined)
    call.happened({ id: first.id, status: 'delivered', emails: everyone.length, recipients: everyone })
  const data = good.map(({ id }) => ({ id }))
  return { status: 200, body: call.permissive ? { data, errors } : { data } }
}

function email(call: ResendCall): Email {
  const found = call.state.emails.get(call.segments[1] ?? '')
  if (found === undefined) throw notFound('Email not found')
  return found
}

const shown = (one: Email): object => ({ object: 'email', ...one })

export const fetchEmail = (call: ResendCall): Result => ({ status: 200, body: shown(email(call)) })

export function listEmails(call: ResendCall): Result {
  const limit = Number.parseInt(call.query.get('limit') ?? '', 10) || LIST_DEFAULT
  const after = call.query.get('after')
  const all = call.state.emails.newestFirst()
  const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
  const data = all.slice(start, start + limit).map(shown)
  return { status: 200, body: { object: 'list', has_more: all.length > start + limit, data } }
}

function scheduled(call: ResendCall): Email {
  const found = email(call)
  if (found.last_event !== 'scheduled') throw invalid('Email is not scheduled: it cannot be changed any more.')
  return found
}

export function cancelEmail(call: ResendCall): Result {
  const found = scheduled(call)
  const count = recipients(found).length
  found.last_event = 'canceled'
  call.happened({ id: found.id, status: 'canceled', emails: 0, added: -count, recipients: recipients(found) })
  return { status: 200, body: { object: 'email', id: found.id } }
}

export function rescheduleEmail(call: ResendCall): Result {
  const found = scheduled(call)
  const at = isObject(call.body) ? call.body['scheduled_at'] : undefined
  if (typeof at !== 'string') throw invalid('The `scheduled_at` field must be a `string`.')
  found.scheduled_at = at
  const everyone = recipients(found)
  call.happened({ id: found.id, status: 'scheduled', emails: everyone.length, added: 0, recipients: everyone })
  return { status: 200, body: { object: 'email', id: found.id } }
}
