/** The fake behind a socket, for SDKs that bring their own HTTP client. Node alone. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FakeKeybrake } from './fake.ts'

/** Listens on a free port of the loopback address until it is disposed of; `base_url` of the fake's keys points there. */
export async function listen(fake: FakeKeybrake): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming)
      .then((body) => fake.handle(requestOf(incoming, body)))
      .then(async (answer) => {
        outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
        outgoing.end(await answer.text())
      })
      .catch((error: unknown) => outgoing.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  fake.at(url)
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: string): Request {
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && !/^(connection|transfer-encoding|content-length)$/.test(name) ? [[name, value]] : [],
  )
  const init: RequestInit = { method, headers: plain as [string, string][] }
  if (method !== 'GET' && method !== 'HEAD') init.body = body
  return new Request(`http://fake${url}`, init)
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
