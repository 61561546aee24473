/**
 * One connection of the fast lane. Plain requests are answered here, one after another; with the first bytes that are no
 * plain request the connection is handed over, all unread bytes included, and belongs to `node:http` for good. It is never
 * handed over while a call is under way.
 */
import type { Socket } from 'node:net'
import { BodyAtHand, type BodySource, BROKEN_OFF } from '../body.ts'
import type { Head } from '../head.ts'
import { IDLE_MS_MAX } from './answer-head.ts'
import { lasting, Reading } from './reading.ts'
import { PlainReply } from './reply.ts'
import { findRequest, type PlainRequest } from './request.ts'

/** A request that was read whole, or whose sender left in the middle of its body. */
export interface PlainCall {
  readonly head: Head
  readonly body: BodySource
  readonly clientAddress: string
  readonly reply: PlainReply
}

/** What the connections of a lane share. */
export interface LaneParts {
  /** False where the request is not a call: nothing was done with it, and `node:http` is to answer it. */
  readonly onCall: (call: PlainCall) => boolean
  /** Gives the connection to `node:http`, with the bytes it is to read first. */
  readonly handOver: (socket: Socket, bytes: Buffer) => void
  /** The other side closed in the middle of a head or body. */
  readonly onBroken: (socket: Socket) => void
  /** Closed or handed over. */
  readonly onLeft: (connection: Connection) => void
}

/** A new connection usually says something at once; `node:http` knows how to wait for one that does not. */
const FIRST_MS_MAX = 10_000
/** SDKs write head and body one after the other; what takes longer than this is slow, and not for this lane. */
const REST_MS_MAX = 200
const PIECES_MAX = 8
const NOTHING = Buffer.alloc(0)

export class Connection {
  readonly socket: Socket
  readonly #reading: Reading
  readonly #parts: LaneParts
  readonly #clientAddress: string
  /** The answer that is under way. */
  #reply: PlainReply | null = null
  /** Bytes that came and were not acted on: the beginning of a request, or what was sent behind one that is under way. */
  #unread: Buffer = NOTHING
  #pieces = 0
  #looking = false
  #paused = false
  #isGivenAway = false
  #patienceMs = 0
  isClosing = false

  /** @param accepted not to be used any more: `socket` is */
  constructor(accepted: Socket, parts: LaneParts) {
    this.#reading = new Reading(accepted, this.#onBytes)
    const { socket } = this.#reading
    this.socket = socket
    this.#parts = parts
    this.#clientAddress = socket.remoteAddress ?? ''
    this.#wait(FIRST_MS_MAX)
    socket.on('drain', this.#onDrain).on('timeout', this.#onTimeout)
    socket.on('end', this.#onEnd).on('close', this.#onClose).on('error', ignore)
  }

  /** No call is under way and nothing of a request has come. */
  get isIdle(): boolean {
    return this.#reply === null && this.#unread.length === 0
  }

  readonly #onBytes = (bytes: Buffer): void => {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes])
    this.#pieces++
    this.#look()
    if (this.#unread.length > 0) this.#unread = lasting(this.#unread)
  }

  /** Takes one plain request after another from the unread bytes, for as long as each is answered at once. */
  #look(): void {
    // An answer that is there at once comes back here by `answered`: the loop goes on, it does not nest.
    if (this.#looking) return
    this.#looking = true
    while (this.#reply === null && this.#unread.length > 0 && !this.#isHeldUp && this.#takeNext());
    this.#looking = false
    this.#readOrPause()
  }

  /** Until the answers before it have left, no request is looked at: the sender must read them first. */
  get #isHeldUp(): boolean {
    return this.socket.writableNeedDrain || this.socket.writableEnded || this.socket.destroyed
  }

  /** What is sent behind a request that is not answered yet stays in the kernel, but for what was read already. */
  #readOrPause(): void {
    const pauses = this.#unread.length > 0 && (this.#reply !== null || this.#isHeldUp)
    if (pauses === this.#paused || this.#isGivenAway) return
    this.#paused = pauses
    if (pauses) this.socket.pause()
    else this.socket.resume()
  }

  /** False where the next request is not there yet, or not for this lane. */
  #takeNext(): boolean {
    const bytes = this.#unread
    const found = findRequest(bytes)
    if (found === 'not_plain') return this.#handOver()
    if (found === 'unfinished' || found.end > bytes.length) return this.#awaitRest()
    if (!this.#take(found, new BodyAtHand(bodyOf(found, bytes)))) return this.#handOver()
    this.#unread = found.end === bytes.length ? NOTHING : bytes.subarray(found.end)
    this.#pieces = 0
    return true
  }

  #take({ head }: PlainRequest, body: BodySource): boolean {
    const reply = new PlainReply(this, head.method === 'HEAD')
    this.#reply = reply
    this.#wait(IDLE_MS_MAX)
    const taken = this.#parts.onCall({ head, body, clientAddress: this.#clientAddress, reply })
    if (!taken) this.#reply = null
    return taken
  }

  #awaitRest(): false {
    if (this.#pieces > PIECES_MAX) return this.#handOver()
    this.#wait(REST_MS_MAX)
    return false
  }

  answered(): void {
    this.#reply = null
    if (this.isClosing) this.socket.destroySoon()
    else if (this.#unread.length > 0) this.#look()
  }

  #handOver(): false {
    const { socket } = this
    this.#reading.end()
    socket.off('drain', this.#onDrain).off('timeout', this.#onTimeout)
    socket.off('end', this.#onEnd).off('close', this.#onClose).off('error', ignore)
    socket.setTimeout(0)
    this.#isGivenAway = true
    this.#parts.onLeft(this)
    this.#parts.handOver(socket, lasting(this.#unread))
    this.#unread = NOTHING
    return false
  }

  readonly #onDrain = (): void => {
    if (this.#unread.length > 0) this.#look()
  }

  #wait(ms: number): void {
    if (ms === this.#patienceMs) return
    this.#patienceMs = ms
    this.socket.setTimeout(ms)
  }

  readonly #onTimeout = (): void => {
    if (this.#reply !== null) return
    if (this.#patienceMs === IDLE_MS_MAX || this.#isHeldUp) this.socket.destroy()
    else this.#handOver()
  }

  /** As with `node:http`, a caller that closes its side waits for no answer. */
  readonly #onEnd = (): void => {
    if (this.#reply === null && this.#unread.length > 0) {
      this.#parts.onBroken(this.socket)
      this.#brokenOff()
    } else this.socket.end()
  }

  readonly #onClose = (): void => {
    this.#reply?.over()
    this.#brokenOff()
    this.#parts.onLeft(this)
  }

  /** A call whose head came whole and whose body never did is a call all the same: it is judged, refused and recorded. */
  #brokenOff(): void {
    if (this.#reply !== null || this.#unread.length === 0 || this.isClosing) return
    const found = findRequest(this.#unread)
    const length = this.#unread.length
    this.#unread = NOTHING
    if (typeof found === 'object' && found.end > length) this.#take(found, BROKEN_OFF)
  }
}

const bodyOf = ({ text, bodyAt, end }: PlainRequest, bytes: Buffer): string =>
  end <= text.length ? text.slice(bodyAt, end) : bytes.toString('latin1', bodyAt, end)

/** What went wrong with the connection shows in its `close`. */
const ignore = (): void => undefined
