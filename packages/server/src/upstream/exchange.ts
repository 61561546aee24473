/**
 * One request to a vendor and its answer, with an exact account of how far it came: whether a byte can have left decides
 * whether money can have moved.
 */
import type { Dispatcher } from 'undici'
import type { Origin } from './origin.ts'

export interface OutgoingRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly target: string
  /** Flat name, value list. */
  readonly headers: string[]
  readonly body: Buffer | string | null
}

export interface UpstreamHead {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
}

export type ExchangeEnd =
  /** Proven: no byte of the request left. */
  | { readonly kind: 'not_sent'; readonly why: string }
  /** Bytes may have left; no complete answer. */
  | {
      readonly kind: 'broken'
      readonly why: 'timeout' | 'reset' | 'too_large' | 'refused_by_reader'
      readonly head: UpstreamHead | null
    }
  | { readonly kind: 'answered'; readonly head: UpstreamHead; readonly body: Buffer }

export interface ExchangeOptions {
  readonly deadlineMs: number
  readonly bodyBytesMax: number
  /**
   * For streamed answers: called with the head, then with each chunk; false stops the exchange. The `answered` end then
   * has an empty body. Absent: the body is collected whole.
   */
  readonly stream?: {
    readonly head: (head: UpstreamHead) => boolean
    /** `pause` and `resume` are for back-pressure. */
    readonly chunk: (chunk: Buffer, controls: { readonly pause: () => void; readonly resume: () => void }) => boolean
  }
  /** Given what breaks the exchange off: for a read that nobody waits for any more. */
  readonly abandon?: (breakOff: () => void) => void
  /** Called once when the request is about to be written. */
  readonly onSend?: () => void
}

const EMPTY = Buffer.alloc(0)

export function exchange(origin: Origin, request: OutgoingRequest, options: ExchangeOptions): Promise<ExchangeEnd> {
  return new Promise((resolve) => {
    const client = origin.take()
    const handler = new Exchange(options, (end, reusable) => {
      if (reusable) origin.give(client)
      else origin.discard(client)
      resolve(end)
    })
    try {
      client.dispatch(
        {
          method: request.method as Dispatcher.HttpMethod,
          path: request.target,
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

class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions
  readonly #done: (end: ExchangeEnd, reusable: boolean) => void
  readonly #timer: NodeJS.Timeout
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | null = null
  #head: UpstreamHead | null = null
  #length = 0
  #sent = false
  #ended = false

  constructor(options: ExchangeOptions, done: (end: ExchangeEnd, reusable: boolean) => void) {
    this.#options = options
    this.#done = done
    this.#timer = setTimeout(() => this.#break('timeout'), options.deadlineMs)
    options.abandon?.(() => this.#break('refused_by_reader'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // The client may put a request back into its queue when a connection ends. What has left once never leaves again.
    if (this.#ended || this.#sent) return controller.abort(new Error('ended'))
    this.#controller = controller
    this.#sent = true
    this.#options.onSend?.()
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // Informational answers say nothing about the outcome.
    if (status < 200) return
    const map = new Map<string, string>()
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined) map.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value)
    }
    this.#head = { status, headers: map }
    if (this.#options.stream !== undefined && !this.#options.stream.head(this.#head)) this.#break('refused_by_reader')
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return
    const stream = this.#options.stream
    if (stream !== undefined) {
      const controls = { pause: () => controller.pause(), resume: () => controller.resume() }
      if (!stream.chunk(chunk, controls)) this.#break('refused_by_reader')
      return
    }
    this.#length += chunk.length
    if (this.#length > this.#options.bodyBytesMax) return this.#break('too_large')
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.#head === null) return this.#break('reset')
    const body =
      this.#chunks.length === 0
        ? EMPTY
        : this.#chunks.length === 1
          ? (this.#chunks[0] as Buffer)
          : Buffer.concat(this.#chunks)
    this.#finish({ kind: 'answered', head: this.#head, body }, true)
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.#sent) return this.#finish({ kind: 'not_sent', why: describe(error) }, false)
    this.#finish({ kind: 'broken', why: 'reset', head: this.#head }, false)
  }

  #break(why: 'timeout' | 'reset' | 'too_large' | 'refused_by_reader'): void {
    if (this.#ended) return
    const end: ExchangeEnd = this.#sent
      ? { kind: 'broken', why, head: this.#head }
      : { kind: 'not_sent', why: 'no connection in time' }
    this.#finish(end, false)
    this.#controller?.abort(new Error(why))
  }

  #finish(end: ExchangeEnd, reusable: boolean): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    this.#done(end, reusable)
  }
}

/** A short reason without addresses or library text: it reaches the caller. */
function describe(error: Error): string {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : 'connection failed'
}
