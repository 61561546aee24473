/** Which endpoint answers which method and path. */
import type { Endpoint } from './call.ts'
import { createApiKey, listApiKeys, removeApiKey } from './resources/api-keys.ts'
import { addToSegment, createContact, createSegment } from './resources/audience.ts'
import { createBroadcast, fetchBroadcast, sendBroadcast } from './resources/broadcasts.ts'
import { cancelEmail, fetchEmail, listEmails, rescheduleEmail, sendBatch, sendEmail } from './resources/emails.ts'

export interface Route {
  /** As in allowlists. */
  readonly operation: string
  readonly endpoint: Endpoint
  /** Resend honours an idempotency key here. */
  readonly idempotent: boolean
}

const TABLE: readonly (readonly [string, string, Endpoint])[] = [
  ['emails.list', 'GET emails', listEmails],
  ['emails.send', 'POST emails', sendEmail],
  ['batch.send', 'POST emails/batch', sendBatch],
  ['emails.get', 'GET emails/{id}', fetchEmail],
  ['emails.update', 'PATCH emails/{id}', rescheduleEmail],
  ['emails.cancel', 'POST emails/{id}/cancel', cancelEmail],
  ['segments.create', 'POST segments', createSegment],
  ['contacts.create', 'POST contacts', createContact],
  ['contacts.add_segment', 'POST contacts/{id}/segments/{id}', addToSegment],
  ['broadcasts.create', 'POST broadcasts', createBroadcast],
  ['broadcasts.get', 'GET broadcasts/{id}', fetchBroadcast],
  ['broadcasts.send', 'POST broadcasts/{id}/send', sendBroadcast],
  ['api_keys.list', 'GET api-keys', listApiKeys],
  ['api_keys.create', 'POST api-keys', createApiKey],
  ['api_keys.remove', 'DELETE api-keys/{id}', removeApiKey],
]
const IDEMPOTENT = new Set(['emails.send', 'batch.send'])

const ROUTES = new Map<string, Route>(
  TABLE.map(([operation, place, endpoint]) => [place, { operation, endpoint, idempotent: IDEMPOTENT.has(operation) }]),
)
const PLACES = new Set(TABLE.map(([, place]) => place.slice(place.indexOf(' ') + 1)))

/** `method`: the path is known, but not by this method. `path`: Resend has no such path. */
export function routeOf(method: string, segments: readonly string[]): Route | 'method' | 'path' {
  const verb = method === 'HEAD' ? 'GET' : method
  const exact = segments.join('/')
  const pattern = segments.map((segment, index) => (index % 2 === 1 ? '{id}' : segment)).join('/')
  const route = ROUTES.get(`${verb} ${exact}`) ?? ROUTES.get(`${verb} ${pattern}`)
  return route ?? (PLACES.has(exact) || PLACES.has(pattern) ? 'method' : 'path')
}
