/**
 * One connection to a vendor, with one request at a time. Whatever it cannot account for (stray bytes, an answer in doubt,
 * an end at the wrong moment) ends it: it never carries another request.
 */
import type { Socket } from 'node:net'
import { type BrokenWhy, shortWhy } from '../exchange.ts'
import { type Account, type Carrier, NO_CONNECTION_IN_TIME } from './account.ts'
import type { AnswerHead } from './answer-head.ts'
import { AnswerReader } from './answer-reader.ts'
import { type Dialer, readBuffer } from './dialer.ts'

export interface ConnectionOwner {
  readonly connectMsMax: number
  readonly idleMsMax: number
  /** It can carry the next request. */
  readonly free: (connection: Connection) => void
  readonly gone: (connection: Connection) => void
  /** The connection was lost before anything of this exchange was written. */
  readonly carryElsewhere: (account: Account) => void
}

/** How much earlier than the vendor we close a silent connection, by the vendor's own word. */
const CLOSE_AHEAD_MS = 2_000
/**
 * A vendor that closes right behind its answer, without a word in the head, is noticed when the loop has looked at the
 * socket once more. A connection that was freed just now waits for that before it carries a request.
 */
const REST_MS = 1

export class Connection implements Carrier {
  /** When it must have opened, have its answer, or be in use again, by `performance.now()`. */
  dueMs: number
  readonly #owner: ConnectionOwner
  readonly #socket: Socket
  readonly #reader = new AnswerReader()
  #account: Account | null = null
  #isOpen = false
  #isGone = false
  #isResting = false
  #freedMs = -Infinity
  #isPaused = false

  /** @param nowMs by `performance.now()` */
  constructor(dialer: Dialer, owner: ConnectionOwner, nowMs: number) {
    this.#owner = owner
    this.dueMs = nowMs + owner.connectMsMax
    this.#socket = dialer.dial(this.#opened, this.#read)
    this.#socket
      .on('error', (error) => this.#lose(shortWhy(error)))
      .on('end', this.#closedByVendor)
      .on('close', () => this.#lose('connection failed'))
  }

  /** Sends the request as soon as that is possible. */
  carry(account: Account, nowMs: number): void {
    this.#account = account
    this.dueMs = this.#isOpen ? account.dueMs : Math.min(this.dueMs, account.dueMs)
    account.carriedBy(this)
    if (!this.#isOpen) return
    this.#isResting = !this.hasRested(nowMs)
    // The first of the two turns ends before the loop looks at its sockets, the second after.
    if (this.#isResting) setImmediate(setImmediate, this.#rested)
    else this.#send()
  }

  /** Whether the loop has looked at the socket since it was freed. */
  hasRested(nowMs: number): boolean {
    return nowMs - this.#freedMs >= REST_MS
  }

  /** The time named by `dueMs` has come. */
  expire(): void {
    this.end('timeout', NO_CONNECTION_IN_TIME)
  }

  /** Ends the connection and what it carries. */
  end(why: BrokenWhy, unsentWhy: string): void {
    if (this.#isGone) return
    const account = this.#account
    this.#drop()
    account?.failed(why, this.#reader.head, unsentWhy)
  }

  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#socket.resume()
  }

  readonly #opened = (): void => {
    this.#isOpen = true
    if (this.#account !== null) this.dueMs = this.#account.dueMs
    this.#send()
  }

  readonly #rested = (): void => {
    this.#isResting = false
    this.#send()
  }

  #send(): void {
    const account = this.#account
    // The exchange may be over already.
    if (account === null) return
    this.#reader.begin(account.isHead)
    try {
      account.beginSending()
    } catch {
      return this.end('reset', '')
    }
    this.#socket.write(account.bytes, 'latin1')
  }

  readonly #read = (length: number): void => {
    const account = this.#account
    // Nothing was asked: whatever this is, it must never be taken for the answer to a later request.
    if (account === null || !account.sent) return this.#lose('bytes before the request')
    this.#reader.read(readBuffer, length)
    this.#follow(account)
  }

  readonly #closedByVendor = (): void => {
    if (this.#account?.sent === true) {
      this.#reader.end()
      this.#follow(this.#account)
    }
    this.#lose('closed by the vendor')
  }

  /** The vendor ended the connection, or did what must end it. */
  #lose(unsentWhy: string): void {
    const account = this.#account
    if (this.#isGone || account === null || !this.#isResting) return this.end('reset', unsentWhy)
    this.#drop()
    this.#owner.carryElsewhere(account)
  }

  /** Passes on what the reader has. */
  #follow(account: Account): void {
    const { phase, head, piece, pieceStart, pieceEnd } = this.#reader
    if (phase === 'broken') return this.end('reset', '')
    if (head === null) return
    let why: BrokenWhy | null
    try {
      why = account.take(head, piece, pieceStart, pieceEnd)
    } catch {
      why = 'reset'
    }
    if (why !== null) this.end(why, '')
    else if (phase === 'done' && !account.ended) this.#finish(account, head)
  }

  #finish(account: Account, head: AnswerHead): void {
    const { idleMsMax } = this.#owner
    const idleMs = head.keepsOpenMs === null ? idleMsMax : Math.min(idleMsMax, head.keepsOpenMs - CLOSE_AHEAD_MS)
    if (head.keepsOpen && !this.#reader.hasSurplus && idleMs > 0) {
      this.#account = null
      this.#freedMs = performance.now()
      this.dueMs = this.#freedMs + idleMs
      if (this.#isPaused) this.resume()
      // TLS tells only in the next turn that a write is done.
      if (this.#socket.writableLength === 0) this.#owner.free(this)
      else setImmediate(this.#freeIfWritten)
    } else this.#drop()
    account.answered(head)
  }

  /** An answer before the whole request went out: the rest of it would run into the next one. */
  readonly #freeIfWritten = (): void => {
    if (this.#isGone) return
    if (this.#socket.writableLength === 0) this.#owner.free(this)
    else this.#drop()
  }

  #drop(): void {
    this.#isGone = true
    this.#account = null
    this.#socket.destroy()
    this.#owner.gone(this)
  }
}
