/**
 * The TCP listener with its limits: strict parsing, bounded heads, bounded connections. Plain requests are read by the fast
 * lane; a connection on which anything else comes is given to `node:http`, whose timeouts and refusals then hold.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { SetupError } from '../setup-error.ts'
import { IDLE_MS_MAX } from './fast/answer-head.ts'
import type { PlainCall } from './fast/connection.ts'
import { FastLane } from './fast/lane.ts'
import { Gate, type GateOptions } from './gate.ts'

const HEAD_BYTES_MAX = 32 * 1024
const HEAD_MS_MAX = 30_000
const REQUEST_MS_MAX = 120_000
const WAIT_MS_MAX = 5_000
const CONNECTIONS_MAX = 4_096
/** Connections above the limit wait for their turn; above this number they are not even taken. */
const CONNECTIONS_TAKEN_MAX = 3 * CONNECTIONS_MAX

export interface HttpServer {
  readonly address: AddressInfo
  /** See `ListenerParts`. */
  stopAccepting(): Promise<void>
  closeIdle(): void
  closeAll(): void
}

/** Counts connections; those above the limit wait in the order they came, for as long as a call may wait. */
export class ConnectionTurns {
  readonly #gate: Gate
  readonly #turns = new WeakMap<Socket, true | Promise<boolean>>()

  constructor(options: GateOptions = { inFlightMax: CONNECTIONS_MAX, waitMsMax: WAIT_MS_MAX }) {
    this.#gate = new Gate(options)
  }

  opened(socket: Socket): void {
    const turn = this.#gate.enter()
    this.#turns.set(socket, turn)
    let open = true
    let inside = turn === true
    socket.once('close', () => {
      open = false
      if (inside) this.#gate.leave()
    })
    if (turn === true) return
    void turn.then((admitted) => {
      inside = admitted && open
      if (admitted && !open) this.#gate.leave()
      if (admitted && open) this.#turns.set(socket, true)
    })
  }

  of({ socket }: Pick<IncomingMessage, 'socket'>): true | Promise<boolean> {
    return this.#turns.get(socket) ?? true
  }
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly turns: ConnectionTurns
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void
  /** Takes the plain requests of the fast lane (see `Listener`); null where `node:http` is to read every request. */
  readonly onCall: ((call: PlainCall) => boolean) | null
  /** Answers bytes that are no request, and ends their connection. */
  readonly onUnreadable: (error: NodeJS.ErrnoException, socket: Socket) => void
}

/** @throws SetupError naming the setting where the address can't be had. */
export async function listen(options: ListenOptions): Promise<HttpServer> {
  const { host, port, turns, onRequest, onCall, onUnreadable } = options
  const underWay = new UnderWay()
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    underWay.begin(request, response)
    onRequest(request, response)
  }
  const server = createServer(
    {
      insecureHTTPParser: false,
      requireHostHeader: false,
      maxHeaderSize: HEAD_BYTES_MAX,
      headersTimeout: HEAD_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: IDLE_MS_MAX,
      noDelay: true,
    },
    take,
  )
  // An expectation that Node does not know would be answered by it, in nobody's shape: the reader of heads refuses it.
  server.on('checkExpectation', take)
  server.maxConnections = CONNECTIONS_TAKEN_MAX
  const lane = onCall === null ? null : laneBefore(server, options, onCall)
  if (lane === null) server.on('connection', (socket) => turns.opened(socket))
  server.on('clientError', (error, socket) =>
    underWay.answered(socket as Socket, () => onUnreadable(error, socket as Socket)),
  )
  await bound(server, host, port)
  return {
    address: server.address() as AddressInfo,
    stopAccepting: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        lane?.stop()
      }),
    closeIdle: () => {
      server.closeIdleConnections()
      lane?.closeIdle()
    },
    closeAll: () => {
      server.closeAllConnections()
      lane?.closeAll()
    },
  }
}

/** Takes the place of `node:http` as the one who hears of new connections. */
function laneBefore(
  server: Server,
  { turns, onUnreadable }: ListenOptions,
  onCall: NonNullable<ListenOptions['onCall']>,
): FastLane {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  const toNode = (socket: Socket): void => {
    for (const listener of listeners) listener.call(server, socket)
  }
  const onBroken = (socket: Socket): void => onUnreadable(new Error('the request ended in its middle'), socket)
  const lane = new FastLane({ onCall, onBroken, toNode })
  server.on('connection', (socket) => {
    turns.opened(socket)
    // A connection that waits for its turn is rare; whoever answers it when it waited too long must know how.
    if (turns.of({ socket }) === true) lane.take(socket)
    else toNode(socket)
  })
  return lane
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new SetupError(bindFault(error, host, port))))
    server.listen({ host, port, backlog: 4096 }, resolve)
  })
}

function bindFault(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `KEYBRAKE_PORT: port ${port} on ${host} is taken by another process; set another one, or 0 for any free port`
  if (error.code === 'EACCES') return `KEYBRAKE_PORT: this user may not listen on port ${port}`
  return `KEYBRAKE_HOST, KEYBRAKE_PORT: cannot listen on ${host}:${port} (${error.code ?? error.message})`
}

/**
 * Requests not yet answered, by connection. Bytes that are no HTTP may follow a request whose call is already made: its answer
 * must come first, or the caller would take our refusal of those bytes for the fate of that call.
 */
class UnderWay {
  readonly #requests = new WeakMap<Socket, Map<IncomingMessage, ServerResponse>>()
  readonly #then = new WeakMap<Socket, () => void>()

  begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const requests = this.#requests.get(socket) ?? new Map<IncomingMessage, ServerResponse>()
    this.#requests.set(socket, requests.set(request, response))
    response.once('close', () => {
      requests.delete(request)
      if (this.#isDue(socket)) this.#then.get(socket)?.()
    })
  }

  /** Does `work` once every request that was read whole from this connection is answered. */
  answered(socket: Socket, work: () => void): void {
    if (this.#isEnding(socket)) return
    if (this.#isDue(socket)) work()
    else this.#then.set(socket, work)
  }

  /** The last answer is written: one more would be an answer to nothing. */
  #isEnding(socket: Socket): boolean {
    for (const response of this.#requests.get(socket)?.values() ?? [])
      if (response.writableEnded && !response.shouldKeepAlive) return true
    return false
  }

  /** A request whose body is not whole has made no call: the unreadable bytes are its own. */
  #isDue(socket: Socket): boolean {
    for (const request of this.#requests.get(socket)?.keys() ?? []) if (request.complete) return false
    return true
  }
}
