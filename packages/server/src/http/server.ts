/** The TCP listener with its limits: strict parsing, bounded heads, bounded connections. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { SetupError } from '../setup-error.ts'
import { Gate, type GateOptions } from './gate.ts'

const HEAD_BYTES_MAX = 32 * 1024
const HEAD_MS_MAX = 30_000
const REQUEST_MS_MAX = 120_000
/** Longer than the idle time of the usual load balancers and SDKs, so that they close first and no request is lost. */
const IDLE_MS_MAX = 65_000
/** How long a refused connection may take to read its answer. */
const LINGER_MS_MAX = 1_000
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

  of(request: IncomingMessage): true | Promise<boolean> {
    return this.#turns.get(request.socket) ?? true
  }
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly turns: ConnectionTurns
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void
}

/** @throws SetupError naming the setting where the address can't be had. */
export async function listen({ host, port, turns, onRequest }: ListenOptions): Promise<HttpServer> {
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
  server.on('connection', (socket) => turns.opened(socket))
  server.on('clientError', (error, socket) =>
    underWay.answered(socket as Socket, () => answerUnreadable(error, socket as Socket)),
  )
  await bound(server, host, port)
  return {
    address: server.address() as AddressInfo,
    stopAccepting: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
    closeIdle: () => server.closeIdleConnections(),
    closeAll: () => server.closeAllConnections(),
  }
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
  readonly #requests = new WeakMap<Socket, Set<IncomingMessage>>()
  readonly #then = new WeakMap<Socket, () => void>()

  begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const requests = this.#requests.get(socket) ?? new Set()
    this.#requests.set(socket, requests.add(request))
    response.once('close', () => {
      requests.delete(request)
      if (this.#isDue(socket)) this.#then.get(socket)?.()
    })
  }

  /** Does `work` once every request that was read whole from this connection is answered. */
  answered(socket: Socket, work: () => void): void {
    if (this.#isDue(socket)) work()
    else this.#then.set(socket, work)
  }

  /** A request whose body is not whole has made no call: the unreadable bytes are its own. */
  #isDue(socket: Socket): boolean {
    for (const request of this.#requests.get(socket) ?? []) if (request.complete) return false
    return true
  }
}

/** Bytes that are no HTTP: answered once, in words, and the connection closed. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
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
