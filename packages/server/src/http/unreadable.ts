/**
 * Bytes that are no HTTP: answered once, in words, and the connection closed. Whose request they were to be is not known, so
 * that the one answer is a problem as the admin API has them, and what an SDK of a vendor takes for an error.
 */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { PROBLEM_TYPE } from '@keybrake/contract'
import { type Code, CODES } from '@keybrake/core'
import type { CallParts } from '../call/parts.ts'

/** How long a refused connection may take to read its answer. */
const LINGER_MS_MAX = 1_000

export function answerUnreadable(
  error: NodeJS.ErrnoException,
  socket: Socket,
  { newCallId, log }: Pick<CallParts, 'newCallId' | 'log'>,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, code] = UNREADABLE[error.code ?? ''] ?? [400, 'bad_request']
  const call_id = newCallId()
  log.debug({ call_id, code, why: error.code }, 'bytes that are no request were refused')
  const message = 'The request is not one the proxy can read without doubt. Nothing was sent. Do not retry.'
  const own = { code, message, call_id }
  const body = JSON.stringify({
    ...own,
    title: CODES[code].title,
    detail: message,
    status,
    error: { type: 'invalid_request_error', code, message },
    keybrake: own,
  })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `keybrake-code: ${code}`,
    `keybrake-call-id: ${call_id}`,
    'stripe-should-retry: false',
    'x-should-retry: false',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  // A client that does not close its side would keep the connection, and a half-sent request with it.
  setTimeout(() => socket.destroy(), LINGER_MS_MAX).unref()
}

const UNREADABLE: Readonly<Record<string, readonly [status: number, code: Code]>> = {
  HPE_HEADER_OVERFLOW: [431, 'bad_request'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'bad_request'],
  // Control bytes and what is no ASCII, or no target in origin form.
  HPE_INVALID_URL: [400, 'path_not_canonical'],
}
