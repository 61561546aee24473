/** Listening, reading whole bodies, closing at once. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listening {
  /** `http://127.0.0.1:4010` */
  readonly origin: string
  close(): Promise<void>
}

/** Above any vendor's own limit, and low enough that one request cannot take the machine. */
const BODY_MAX_BYTES = 64 * 1024 * 1024
/** More than a proxy keeps an idle connection, so that it is never cut while a request is on its way. */
const KEEP_ALIVE_MS = 300_000
const BACKLOG = 4096

/** Throws where the port is taken or the host is not ours. */
export async function listen(listener: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, noDelay: true }, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, resolve)
  })
  const address = server.address() as AddressInfo
  const name = host.includes(':') ? `[${host}]` : host
  return {
    origin: `http://${name}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Calls `done` with the whole body as text, or null where it is too large. Not at all where the client leaves before its end. */
export function readBody(request: IncomingMessage, done: (body: string | null) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= BODY_MAX_BYTES) chunks.push(chunk)
  })
  request.on('end', () => done(bytes > BODY_MAX_BYTES ? null : Buffer.concat(chunks).toString('utf8')))
  // A connection that breaks is the client's affair; without a listener it would end the process.
  request.on('error', () => undefined)
}
