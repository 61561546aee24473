/** The account of one exchange: how far it came, what was read, and the one end it gets. */
import type { BrokenWhy, ExchangeEnd, ExchangeOptions, StreamControls, UpstreamHead } from '../exchange.ts'

/** The connection that carries the exchange, as the account needs it. */
export interface Carrier extends StreamControls {
  readonly end: (why: BrokenWhy, unsentWhy: string) => void
}

export const NO_CONNECTION_IN_TIME = 'no connection in time'
const EMPTY = Buffer.alloc(0)

export class Account {
  /** Head and body of the request. */
  readonly bytes: string | Buffer
  /** The request's method is HEAD. */
  readonly isHead: boolean
  /** By `performance.now()`. */
  readonly dueMs: number
  readonly #options: ExchangeOptions
  readonly #resolve: (end: ExchangeEnd) => void
  #controls: StreamControls | null = null
  #carrier: Carrier | null = null
  #sent = false
  #ended = false
  #head: UpstreamHead | null = null
  #first: Buffer | null = null
  #rest: Buffer[] | null = null
  #length = 0

  constructor(
    bytes: string | Buffer,
    isHead: boolean,
    dueMs: number,
    options: ExchangeOptions,
    resolve: (end: ExchangeEnd) => void,
  ) {
    this.bytes = bytes
    this.isHead = isHead
    this.dueMs = dueMs
    this.#options = options
    this.#resolve = resolve
    const { abandon, stream } = options
    // What a reader keeps of these outlives the exchange, and must not touch the next one on the same connection.
    if (stream !== undefined)
      this.#controls = { pause: () => this.#active?.pause(), resume: () => this.#active?.resume() }
    abandon?.(() => {
      if (this.#carrier === null) this.failed('refused_by_reader', null, NO_CONNECTION_IN_TIME)
      else this.#active?.end('refused_by_reader', NO_CONNECTION_IN_TIME)
    })
  }

  /** The carrier, while the exchange lasts. */
  get #active(): Carrier | null {
    return this.#ended ? null : this.#carrier
  }

  /** A byte may have left. */
  get sent(): boolean {
    return this.#sent
  }

  get ended(): boolean {
    return this.#ended
  }

  carriedBy(carrier: Carrier): void {
    this.#carrier = carrier
  }

  /** From here on a byte may have left. */
  beginSending(): void {
    this.#sent = true
    this.#options.onSend?.()
  }

  /**
   * Takes what a read brought: the head, always the same, and a piece of the body.
   *
   * @returns why the exchange must end, or null
   */
  take(head: UpstreamHead, piece: Buffer | null): BrokenWhy | null {
    const { stream, bodyBytesMax } = this.#options
    if (this.#head === null) {
      this.#head = head
      if (stream !== undefined && !stream.head(head)) return 'refused_by_reader'
    }
    if (piece === null || this.#ended) return null
    if (stream !== undefined && this.#controls !== null)
      return stream.chunk(piece, this.#controls) ? null : 'refused_by_reader'
    this.#length += piece.length
    if (this.#length > bodyBytesMax) return 'too_large'
    if (this.#first === null) this.#first = piece
    else if (this.#rest === null) this.#rest = [this.#first, piece]
    else this.#rest.push(piece)
    return null
  }

  answered(head: UpstreamHead): void {
    const body = this.#rest === null ? (this.#first ?? EMPTY) : Buffer.concat(this.#rest, this.#length)
    this.#end({ kind: 'answered', head, body })
  }

  /**
   * @param head the head of the answer, where it came whole
   * @param unsentWhy a short reason without addresses or library text: it reaches the caller
   */
  failed(why: BrokenWhy, head: UpstreamHead | null, unsentWhy: string): void {
    this.#end(this.#sent ? { kind: 'broken', why, head } : { kind: 'not_sent', why: unsentWhy })
  }

  #end(end: ExchangeEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#resolve(end)
  }
}
