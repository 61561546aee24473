/**
 * One vendor origin: a free list of HTTP/1.1 clients, each with one connection and one request at a time. No pipelining,
 * no HTTP/2, no redirects, no retries, no decompression, no cookies. The last client returned is used first, so that few
 * connections stay warm.
 */
import { Client, type Dispatcher } from 'undici'

export interface OriginOptions {
  readonly connectMsMax: number
  readonly idleMsMax: number
}

const CLIENT_HEADER_BYTES_MAX = 32_768

export class Origin {
  readonly url: string
  readonly #options: OriginOptions
  readonly #free: Client[] = []
  readonly #all = new Set<Client>()

  constructor(url: string, options: OriginOptions) {
    this.url = url
    this.#options = options
  }

  take(): Client {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const client = new Client(this.url, {
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: this.#options.idleMsMax,
      // A vendor's hint may shorten the idle time, never lengthen it.
      keepAliveMaxTimeout: this.#options.idleMsMax,
      maxHeaderSize: CLIENT_HEADER_BYTES_MAX,
      connect: { timeout: this.#options.connectMsMax },
      // The whole exchange has its own deadline (exchange.ts); these only measure gaps.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    this.#all.add(client)
    return client
  }

  /** A client whose exchange ended in order. */
  give(client: Client): void {
    this.#free.push(client)
  }

  /** A client whose connection is in doubt: what may still arrive on it must never answer another call. */
  discard(client: Client): void {
    this.#all.delete(client)
    client.destroy().catch(() => undefined)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((client) => client.destroy()))
    this.#all.clear()
    this.#free.length = 0
  }
}

export type { Client, Dispatcher }
