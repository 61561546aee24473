/** The account of one exchange: how far it came, what was read, and the one end it gets. */
import type { BrokenWhy, ExchangeEnd, ExchangeOptions, StreamControls, UpstreamHead } from '../exchange.ts'

/** The connection that carries the exchange, as the account needs it. */
export interface Carrier extends StreamControls {
  readonly end: (why: BrokenWhy, unsentWhy: string) => void
}

export const NO_CONNECTION_IN_TIME = 'no connection in time'

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
  /** One character a byte. */
  #body = ''

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
   * Takes what a read brought: the head, always the same, and the piece of the body that stands in `bytes` from `start` to
   * `end`. What must last is copied.
   *
   * @returns why the exchange must end, or null
   */
  take(head: UpstreamHead, bytes: Buffer, start: number, end: number): BrokenWhy | null {
    const { stream, bodyBytesMax } = this.#options
    if (this.#head === null) {
      this.#head = head
      if (stream !== undefined && !stream.head(head)) return 'refused_by_reader'
    }
    if (start === end || this.#ended) return null
    if (stream !== undefined && this.#controls !== null)
      return stream.chunk(copyOf(bytes, start, end), this.#controls) ? null : 'refused_by_reader'
    if (this.#body.length + end - start > bodyBytesMax) return 'too_large'
    this.#body += bytes.toString('latin1', start, end)
    return null
  }

  answered(head: UpstreamHead): void {
    this.#end({ kind: 'answered', head, body: this.#body })
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

function copyOf(bytes: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafe(end - start)
  bytes.copy(copy, 0, start, end)
  return copy
}
