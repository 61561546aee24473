/** Broadcasts: drafted, then sent to everyone who is in the segment at that moment, whoever that is by then. */
import { uuid } from '../../shared/ids.ts'
import type { ResendCall, Result } from '../call.ts'
import { invalid, missingField, notFound } from '../errors.ts'
import type { Broadcast } from '../objects.ts'
import { isObject } from '../read-email.ts'
import { contactsIn } from './audience.ts'

export function createBroadcast(call: ResendCall): Result {
  const body = isObject(call.body) ? call.body : {}
  const segment = body['segment_id']
  for (const name of ['from', 'subject', 'segment_id']) if (typeof body[name] !== 'string') throw missingField(name)
  if (call.state.segments.get(String(segment)) === undefined) throw notFound('Segment not found')
  if (body['scheduled_at'] !== undefined && body['send'] !== true)
    throw invalid('The `scheduled_at` field can only be used with `send`.')
  const broadcast: Broadcast = { id: uuid(), segment_id: String(segment), status: 'draft' }
  call.state.broadcasts.set(broadcast.id, broadcast)
  if (body['send'] === true) send(call, broadcast)
  else call.happened({ id: broadcast.id, status: 'draft' })
  return { status: 201, body: { object: 'broadcast', id: broadcast.id } }
}

function found(call: ResendCall): Broadcast {
  const broadcast = call.state.broadcasts.get(call.segments[1] ?? '')
  if (broadcast === undefined) throw notFound('Broadcast not found')
  return broadcast
}

export function sendBroadcast(call: ResendCall): Result {
  const broadcast = found(call)
  if (broadcast.status !== 'draft') throw invalid('Only a draft can be sent.')
  send(call, broadcast)
  return { status: 200, body: { id: broadcast.id } }
}

function send(call: ResendCall, broadcast: Broadcast): void {
  broadcast.status = 'sent'
  const recipients = contactsIn(call, broadcast.segment_id)
  call.happened({ id: broadcast.id, status: 'sent', emails: recipients.length, recipients })
}

export const fetchBroadcast = (call: ResendCall): Result => ({
  status: 200,
  body: { object: 'broadcast', ...found(call) },
})
