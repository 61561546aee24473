/**
 * A counting relay between an SDK and the product, or between the product and a vendor: an SDK that retries in silence is
 * seen here, whatever it reports. It works on HTTP requests, so one kept-alive connection that carries two counts as two.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request and what came back. */
export interface Exchange {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** 0 until an answer came, and for good where none did. */
  status: number
  answerHeaders: IncomingHttpHeaders
  answer: string
}

export interface CountingRelay {
  readonly host: string
  readonly port: number
  readonly url: string
  /** `POST /v1/payment_intents`, in order of arrival. */
  readonly requests: readonly string[]
  /** The same requests, whole. */
  readonly exchanges: readonly Exchange[]
  readonly clear: () => void
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Passes everything on to `target` (`http://127.0.0.1:PORT`), the `Host` header included. */
export async function startRelay(target: string): Promise<CountingRelay> {
  const { hostname, port: targetPort } = new URL(target)
  const requests: string[] = []
  const exchanges: Exchange[] = []
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    requests.push(`${method} ${url}`)
    void whole(incoming).then((body) => {
      const exchange: Exchange = {
        method,
        url,
        headers,
        body: body.toString(),
        status: 0,
        answerHeaders: {},
        answer: '',
      }
      exchanges.push(exchange)
      const onward = httpRequest({ hostname, port: targetPort, method, path: url, headers, agent: false }, (answer) => {
        exchange.status = answer.statusCode ?? 0
        exchange.answerHeaders = answer.headers
        answer.on('data', (bytes: Buffer) => (exchange.answer += bytes.toString()))
        answer.on('error', () => outgoing.destroy())
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', () => outgoing.destroy())
      onward.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    exchanges,
    clear: () => {
      requests.splice(0)
      exchanges.splice(0)
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function whole(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
