/** Bytes that are no HTTP: answered once, in words, and the connection closed. */
import type { Socket } from 'node:net'

/** How long a refused connection may take to read its answer. */
const LINGER_MS_MAX = 1_000

export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, reason] = UNREADABLE[error.code ?? ''] ?? [400, 'Bad Request']
  const message = 'The request is not one the proxy can read without doubt. Nothing was sent. Do not retry.'
  const body = JSON.stringify({
    code: 'bad_request',
    message,
    call_id: null,
    error: { type: 'invalid_request_error', code: 'bad_request', message },
    keybrake: { code: 'bad_request', message, call_id: null },
  })
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'content-type: application/json',
    'keybrake-code: bad_request',
    'stripe-should-retry: false',
    'x-should-retry: false',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  // A client that does not close its side would keep the connection, and a half-sent request with it.
  setTimeout(() => socket.destroy(), LINGER_MS_MAX).unref()
}

const UNREADABLE: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}
