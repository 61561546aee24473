/** One exchange as undici's dispatch tells of it. */
import type { Dispatcher } from 'undici'
import { type BrokenWhy, type ExchangeEnd, type ExchangeOptions, shortWhy, type UpstreamHead } from '../exchange.ts'

export class UndiciExchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions
  readonly #done: (end: ExchangeEnd, reusable: boolean) => void
  readonly #timer: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | null = null
  #head: UpstreamHead | null = null
  #body = ''
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
    if (this.#body.length + chunk.length > this.#options.bodyBytesMax) return this.#break('too_large')
    this.#body += chunk.toString('latin1')
  }

  onResponseEnd(): void {
    if (this.#head === null) return this.#break('reset')
    this.#finish({ kind: 'answered', head: this.#head, body: this.#body }, true)
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.#sent) return this.#finish({ kind: 'not_sent', why: shortWhy(error) }, false)
    this.#finish({ kind: 'broken', why: 'reset', head: this.#head }, false)
  }

  #break(why: BrokenWhy): void {
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
