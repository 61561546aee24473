/**
 * The dumbest possible vendor: answers every request with a Stripe-like object and remembers all it heard. Tests that ask
 * "did anything reach the vendor?" use it, because it has no rules of its own that could turn a request away.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Heard {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names and values as they came, in order: for repeated lines. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface RecordingUpstream {
  readonly url: string
  /** Every request, in order of arrival. */
  readonly heard: readonly Heard[]
  /** Bytes that did not even parse as a request: a smuggled half would end up here. */
  readonly unreadable: () => number
  readonly clear: () => void
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export type Answer = (request: Heard, response: ServerResponse, count: number) => void

/** `answer` replaces the default of a PaymentIntent that echoes `amount` and `currency`. */
export async function startRecordingUpstream(answer: Answer = paymentIntent): Promise<RecordingUpstream> {
  const heard: Heard[] = []
  let unreadable = 0
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url = '', headers, rawHeaders } = request
      const entry: Heard = { method, url, headers, rawHeaders, body }
      heard.push(entry)
      answer(entry, response, heard.length)
    })
  })
  server.on('clientError', (_error, socket) => {
    unreadable += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    unreadable: () => unreadable,
    clear: () => void heard.splice(0),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const paymentIntent: Answer = (request, response, count) => {
  const form = new URLSearchParams(request.body)
  sendJson(response, 200, {
    id: `pi_${count}`,
    object: 'payment_intent',
    amount: Number(form.get('amount')),
    currency: form.get('currency') ?? 'usd',
    status: 'requires_payment_method',
  })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_recorded', ...headers })
  response.end(JSON.stringify(body))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('latin1')
}
