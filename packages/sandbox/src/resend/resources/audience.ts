/** Segments and the contacts in them: whom a broadcast goes to. */
import { uuid } from '../../shared/ids.ts'
import type { ResendCall, Result } from '../call.ts'
import { invalid, missingField, notFound } from '../errors.ts'
import type { Contact } from '../objects.ts'
import { isObject } from '../read-email.ts'

export function createSegment(call: ResendCall): Result {
  const name = isObject(call.body) ? call.body['name'] : undefined
  if (typeof name !== 'string') throw missingField('name')
  const id = uuid()
  call.state.segments.set(id, { id, name })
  call.happened({ id })
  return { status: 201, body: { object: 'segment', id, name } }
}

export function createContact(call: ResendCall): Result {
  const email = isObject(call.body) ? call.body['email'] : undefined
  if (typeof email !== 'string' || !email.includes('@')) throw missingField('email')
  const segments = isObject(call.body) ? (call.body['segments'] ?? []) : []
  if (!Array.isArray(segments)) throw invalid('The `segments` field must be a list.')
  const contact: Contact = {
    id: uuid(),
    email,
    segments: new Set(segments.map((one: unknown) => segmentId(call, isObject(one) ? one['id'] : undefined))),
  }
  call.state.contacts.set(contact.id, contact)
  call.happened({ id: contact.id })
  return { status: 201, body: { object: 'contact', id: contact.id } }
}

export function addToSegment(call: ResendCall): Result {
  const contact = call.state.contacts.get(call.segments[1] ?? '')
  if (contact === undefined) throw notFound('Contact not found')
  const id = segmentId(call, call.segments[3])
  contact.segments.add(id)
  call.happened({ id: contact.id })
  return { status: 201, body: { id } }
}

function segmentId(call: ResendCall, id: unknown): string {
  if (typeof id !== 'string' || call.state.segments.get(id) === undefined) throw notFound('Segment not found')
  return id
}

/** Who is in a segment now. */
export const contactsIn = (call: ResendCall, segment: string): readonly string[] =>
  call.state.contacts
    .newestFirst()
    .filter(({ segments }) => segments.has(segment))
    .map(({ email }) => email)
