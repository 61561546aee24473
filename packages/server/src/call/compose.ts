/** Serialises the judged request for the vendor. Nothing of the caller's bytes is copied: all of it is written anew. */
import { type Body, type Field, type ReadRequest, writeForm, writeJson } from '@keybrake/core'
import type { LiveConnection } from '../upstream/live-connections.ts'
import type { OutgoingRequest } from '../upstream/exchange.ts'

/** Headers that are ours to write, whatever a vendor's list says. */
const OWN_HEADERS = new Set([
  'authorization',
  'idempotency-key',
  'content-type',
  'content-length',
  'accept-encoding',
  'host',
  'connection',
])

const NO_ADDITIONS: readonly Field[] = []

/** @param additions fields that the proxy adds at the end of a form */
export function compose(
  connection: LiveConnection,
  request: ReadRequest,
  sentKey: string | null,
  additions: readonly Field[] = NO_ADDITIONS,
): OutgoingRequest {
  const query = request.query.length === 0 ? '' : `?${writeForm(request.query)}`
  const headers: string[] = ['accept-encoding', 'identity']
  for (const [name, value] of request.headers) if (!OWN_HEADERS.has(name)) headers.push(name, value)
  addCredential(connection, headers)
  if (sentKey !== null) headers.push('idempotency-key', sentKey)
  const body = bodyText(request.body, additions)
  if (request.body.kind === 'json') headers.push('content-type', 'application/json')
  // A vendor of forms may want the type of a write's body also where that is empty.
  else if (body !== null || (request.method === 'POST' && connection.adapter.bodyForm === 'form'))
    headers.push('content-type', 'application/x-www-form-urlencoded')
  return { method: request.method, target: request.path + query, headers, body }
}

/** The one place where the real secret leaves its wrapper: into the header lines of a request to its own origin. */
function addCredential(connection: LiveConnection, headers: string[]): void {
  for (const [name, value] of connection.credential ?? []) headers.push(name, value.reveal())
}

function bodyText(body: Body, additions: readonly Field[]): string | null {
  if (body.kind === 'json') return writeJson(body.value)
  if (body.kind === 'none') return additions.length === 0 ? null : writeForm(additions)
  return writeForm(body.fields, additions)
}
