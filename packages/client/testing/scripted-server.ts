/** A server that answers what a test tells it, one request after another, and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Answer = (response: ServerResponse, asked: Asked) => void

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
}

/** The last answer is given to every further request. */
export async function scriptedServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const asked: Asked[] = []
  const server = createServer((incoming, outgoing) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (text: string) => (body += text))
    incoming.on('end', () => {
      const one = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body }
      asked.push(one)
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      answer?.(outgoing, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

export const problem = (status: number, code: string, more: object = {}): Answer =>
  json(status, { type: 'about:blank', title: 'No.', status, code, detail: 'Because.', ...more })

/** No answer: the connection is cut. */
export const cut: Answer = (response) => void response.destroy()

/** Never answers. */
export const silent: Answer = () => undefined
