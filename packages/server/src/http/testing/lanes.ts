/** The listener with one of its two ways of reading, in front of a handler that writes down what it was given. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Reply } from '../../call/incoming.ts'
import { type BodyRead, BodyReader, BodyRoom } from '../body.ts'
import { type Head, readHead } from '../head.ts'
import { HttpReply } from '../reply.ts'
import { ConnectionTurns, type HttpServer, listen } from '../server.ts'
import { onUnreadable } from './unreadable.ts'

export type Mode = 'fast' | 'node'
export const MODES = ['fast', 'node'] as const

export interface Seen {
  readonly method: string
  readonly target: string
  readonly hostname: string
  readonly headers: readonly (readonly [string, string])[]
  /** Null where the sender left before its end. */
  readonly body: string | null
}

export interface Lanes extends HttpServer, AsyncDisposable {
  readonly port: number
  /** The requests that were read whole, or to where their sender left; and which reader read each. */
  readonly seen: readonly Seen[]
  readonly readers: readonly Mode[]
}

export interface LanesOptions {
  /** Answers one request; by default with its target. */
  readonly answer?: (seen: Seen, reply: Reply) => void
  readonly turns?: ConnectionTurns
}

/** Targets that begin with `/vault` are for `node:http` alone, as the admin API is. */
export async function startLanes(mode: Mode, options: LanesOptions = {}): Promise<Lanes> {
  const { turns = new ConnectionTurns() } = options
  // In the order in which the heads came, which is not always that of the whole bodies.
  const places: (Seen | null)[] = []
  const readers: Mode[] = []
  const room = new BodyRoom(100_000_000)
  const answer = options.answer ?? ((one, reply) => reply.send(200, [], one.target))
  const come = (reader: Mode): number => {
    readers.push(reader)
    return places.push(null) - 1
  }
  const take = (place: number, { method, target, hostname, headers }: Head, read: BodyRead, reply: Reply): void => {
    const body = read.kind === 'read' ? read.bytes.toString('latin1') : null
    const one = { method, target, hostname, headers: [...headers], body }
    places[place] = one
    answer(one, reply)
  }
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    turns,
    onRequest: (request, response) => {
      const head = readHead(request)
      if ('code' in head) {
        response.shouldKeepAlive = false
        return new HttpReply(response, request.method === 'HEAD').send(400, [], head.code)
      }
      const reader = new BodyReader(request, head.contentLength, { room, msMax: 5_000 })
      const reply = new HttpReply(response, head.method === 'HEAD')
      const place = come('node')
      void Promise.resolve(reader.read()).then((read) => take(place, head, read, reply))
    },
    onCall:
      mode === 'node'
        ? null
        : ({ head, body, reply }) => {
            if (head.target.startsWith('/vault')) return false
            // Of the fast lane every body is at hand.
            take(come('fast'), head, body.read() as BodyRead, reply)
            return true
          },
    onUnreadable,
  })
  return {
    ...server,
    port: server.address.port,
    get seen() {
      return places.filter((place) => place !== null)
    },
    readers,
    [Symbol.asyncDispose]: async () => {
      const stopped = server.stopAccepting()
      server.closeAll()
      await stopped
    },
  }
}

export interface Client {
  readonly socket: Socket
  /** All that came back so far, the dates struck out. */
  readonly answered: () => string
  readonly closed: () => boolean
}

export async function openClient(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let text = ''
  let closed = false
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('close', () => (closed = true))
  await once(socket, 'connect')
  return { socket, answered: () => text.replaceAll(/\r\ndate: [^\r]+/gi, ''), closed: () => closed }
}
