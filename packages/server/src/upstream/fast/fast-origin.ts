/**
 * An origin over our own narrow HTTP/1.1 client: a free list of connections, each with one request at a time. No pipelining,
 * no redirects, no retries, no decompression, no cookies. The last connection returned that has rested is used first, so that few
 * stay warm and no call waits for a rest that another connection has had.
 */
import { below, type ExchangeEnd, type ExchangeOptions, type OutgoingRequest, pathOf, shortWhy } from '../exchange.ts'
import type { Origin, OriginOptions } from '../origin.ts'
import { Account } from './account.ts'
import { Connection, type ConnectionOwner } from './connection.ts'
import { Dialer } from './dialer.ts'
import { DueTimes } from './due-times.ts'
import { commonLines, requestBytes } from './request-bytes.ts'

export class FastOrigin implements Origin, ConnectionOwner {
  readonly url: string
  readonly connectMsMax: number
  readonly idleMsMax: number
  readonly #dialer: Dialer
  readonly #path: string
  readonly #common: string
  readonly #all = new Set<Connection>()
  readonly #free: Connection[] = []
  readonly #dueTimes = new DueTimes((nowMs) => this.#sweep(nowMs))
  #isClosed = false

  constructor(url: string, { connectMsMax, idleMsMax }: OriginOptions) {
    const parsed = new URL(url)
    this.url = url
    this.connectMsMax = connectMsMax
    this.idleMsMax = idleMsMax
    this.#dialer = new Dialer(parsed)
    this.#path = pathOf(parsed)
    this.#common = commonLines(parsed.host)
  }

  exchange(request: OutgoingRequest, options: ExchangeOptions): Promise<ExchangeEnd> {
    if (this.#isClosed) return Promise.resolve({ kind: 'not_sent', why: 'closed' })
    const bytes = requestBytes(this.#common, below(this.#path, request))
    if (bytes === null) return Promise.resolve({ kind: 'not_sent', why: 'not writable as HTTP' })
    const { promise, resolve } = Promise.withResolvers<ExchangeEnd>()
    const nowMs = performance.now()
    const isHead = request.method === 'HEAD'
    this.#carry(new Account(bytes, isHead, nowMs + options.deadlineMs, options, resolve), nowMs)
    return promise
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#dueTimes.stop()
    for (const connection of this.#all) connection.end('reset', 'closed')
    return Promise.resolve()
  }

  readonly free = (connection: Connection): void => {
    this.#free.push(connection)
    this.#dueTimes.expect(connection.dueMs)
  }

  readonly gone = (connection: Connection): void => {
    this.#all.delete(connection)
    const at = this.#free.lastIndexOf(connection)
    if (at >= 0) this.#free.splice(at, 1)
  }

  readonly carryElsewhere = (account: Account): void => this.#carry(account, performance.now())

  #carry(account: Account, nowMs: number): void {
    // Its caller may be gone before it began.
    if (account.ended) return
    try {
      const connection = this.#takeFree(nowMs) ?? this.#open(nowMs)
      connection.carry(account, nowMs)
      this.#dueTimes.expect(connection.dueMs)
    } catch (error) {
      account.failed('reset', null, shortWhy(error))
    }
  }

  /** The timer may be late when the process was held up: a connection past its idle time may be half closed already. */
  #takeFree(nowMs: number): Connection | undefined {
    for (;;) {
      const at = this.#free.findLastIndex((connection) => connection.hasRested(nowMs))
      const [free] = at < 0 ? [this.#free.pop()] : this.#free.splice(at, 1)
      if (free === undefined || free.dueMs > nowMs) return free
      free.expire()
    }
  }

  #open(nowMs: number): Connection {
    const connection = new Connection(this.#dialer, this, nowMs)
    this.#all.add(connection)
    return connection
  }

  #sweep(nowMs: number): number {
    let nextMs = Infinity
    for (const connection of this.#all) {
      if (connection.dueMs <= nowMs) connection.expire()
      else if (connection.dueMs < nextMs) nextMs = connection.dueMs
    }
    return nextMs
  }
}
