/**
 * An origin over undici: a free list of HTTP/1.1 clients, each with one connection and one request at a time. No pipelining,
 * no HTTP/2, no redirects, no retries, no decompression, no cookies. The last client returned is used first, so that few
 * connections stay warm.
 */
import { Client, type Dispatcher } from 'undici'
import { below, type ExchangeEnd, type ExchangeOptions, type OutgoingRequest, pathOf } from '../exchange.ts'
import type { Origin, OriginOptions } from '../origin.ts'
import { UndiciExchange } from './undici-exchange.ts'

const CLIENT_HEADER_BYTES_MAX = 32_768

export class UndiciOrigin implements Origin {
  readonly url: string
  readonly #origin: string
  readonly #path: string
  readonly #options: OriginOptions
  readonly #free: Client[] = []
  readonly #all = new Set<Client>()
  #isClosed = false

  constructor(url: string, options: OriginOptions) {
    const parsed = new URL(url)
    this.url = url
    this.#origin = parsed.origin
    this.#path = pathOf(parsed)
    this.#options = options
  }

  exchange(request: OutgoingRequest, options: ExchangeOptions): Promise<ExchangeEnd> {
    if (this.#isClosed) return Promise.resolve({ kind: 'not_sent', why: 'closed' })
    return new Promise((resolve) => {
      const client = this.#take()
      const handler = new UndiciExchange(options, (end, reusable) => {
        if (reusable && !this.#isClosed) this.#free.push(client)
        else this.#discard(client)
        resolve(end)
      })
      try {
        client.dispatch(
          {
            method: request.method as Dispatcher.HttpMethod,
            path: below(this.#path, request).target,
            headers: request.headers,
            body: request.body,
          },
          handler,
        )
      } catch (error) {
        handler.onResponseError(null, error as Error)
      }
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#all].map((client) => client.destroy()))
    this.#all.clear()
    this.#free.length = 0
  }

  #take(): Client {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const client = new Client(this.#origin, {
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

  /** A client whose connection is in doubt: what may still arrive on it must never answer another call. */
  #discard(client: Client): void {
    this.#all.delete(client)
    client.destroy().catch(() => undefined)
  }
}
