/**
 * A counting relay between an SDK and the product: an SDK that retries in silence is seen here, whatever it reports.
 * It works on HTTP requests, so one kept-alive connection that carries two requests counts as two.
 */
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CountingRelay {
  readonly host: string
  readonly port: number
  readonly url: string
  /** `POST /v1/payment_intents`, in order of arrival. */
  readonly requests: readonly string[]
  readonly clear: () => void
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Passes everything on to `target` (`http://127.0.0.1:PORT`), the `Host` header included. */
export async function startRelay(target: string): Promise<CountingRelay> {
  const { hostname, port: targetPort } = new URL(target)
  const requests: string[] = []
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`)
    const { method, url: path, headers } = incoming
    const onward = httpRequest({ hostname, port: targetPort, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    clear: () => void requests.splice(0),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
