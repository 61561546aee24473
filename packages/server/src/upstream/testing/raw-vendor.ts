/** A vendor made of a bare TCP socket: it says byte for byte what a test tells it to, and remembers every byte it got. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'

export interface RawVendor {
  readonly url: string
  readonly port: number
  /** All bytes that arrived, over all connections, in order. */
  readonly heard: () => string
  /** How often this text arrived. */
  readonly timesHeard: (text: string) => number
  readonly connections: () => number
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface RawVendorOptions {
  /** Called for each whole request (head and announced body); `count` counts from 1 over all connections. */
  readonly request?: (socket: Socket, request: string, count: number) => void
  readonly opened?: (socket: Socket) => void
  /** Speaks TLS, as `localhost`. */
  readonly tls?: TlsOptions
}

export async function startRawVendor({ request, opened, tls }: RawVendorOptions): Promise<RawVendor> {
  let heard = ''
  let connections = 0
  let count = 0
  /** With those whose TLS handshake came to nothing. */
  const sockets = new Set<Socket>()
  const accept = (socket: Socket | TLSSocket): void => {
    connections++
    let pending = ''
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      pending += chunk.toString('latin1')
      for (let end = requestEnd(pending); end > 0; end = requestEnd(pending)) {
        const whole = pending.slice(0, end)
        pending = pending.slice(end)
        request?.(socket, whole, ++count)
      }
    })
    opened?.(socket)
  }
  const server =
    tls === undefined
      ? createServer({ allowHalfOpen: true }, accept)
      : createTlsServer({ allowHalfOpen: true, ...tls }, accept)
  server.on('tlsClientError', () => undefined)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    port,
    heard: () => heard,
    timesHeard: (text) => heard.split(text).length - 1,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Where the first whole request in the text ends; 0 while it is not whole. */
function requestEnd(text: string): number {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return 0
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? '0'
  const end = headEnd + 4 + Number(length)
  return text.length < end ? 0 : end
}

/** A whole answer with an honest length. */
export const plainAnswer = (body: string, headers = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`
