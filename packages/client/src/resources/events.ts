import { KeybrakeError, Unavailable } from '../errors.ts'
import { type Connector, request } from '../request.ts'
import { readEvents } from '../sse.ts'
import type { VaultEvent } from '../types/event.ts'
import { pause } from '../waiting.ts'

export interface WatchOptions {
  /** Ends the iteration quietly when it aborts. */
  signal?: AbortSignal | undefined
  /** Goes on after this event, where the proxy still remembers it; else a `gap` comes first. */
  lastEventId?: string | undefined
  /** A connection without a sign of life for so long is dead; 45 s, three signs of the server's, unless told. */
  silenceMs?: number | undefined
  /** Whether to come back after the stream ended or broke; true unless told. */
  reconnect?: boolean | undefined
  /** Told each time a stream is open: from here on everything is told, and totals that are read now miss nothing. */
  opened?: (() => void) | undefined
}

const SILENCE_MS = 45_000
const RETRY_MS = 2_000

const KINDS: ReadonlySet<string> = new Set<VaultEvent['kind']>(['call', 'outcome', 'refused', 'admin', 'gap'])

export class Events {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  /**
   * Calls, outcomes, refusals and admin changes as they happen, without an end. A stream that breaks is taken up again
   * where it was; what the proxy no longer remembers is told by a `gap`.
   *
   * @throws AdminError where the principal may not watch. Unavailable only with `reconnect: false`
   */
  async *watch(options: WatchOptions = {}): AsyncGenerator<VaultEvent, void, undefined> {
    const { signal, reconnect = true } = options
    const place = { lastId: options.lastEventId ?? null, retryMs: RETRY_MS }
    const hasEnded = () => signal?.aborted === true
    while (!hasEnded()) {
      try {
        yield* this.#once(place, options)
      } catch (error) {
        if (hasEnded()) return
        if (!reconnect || !(error instanceof Unavailable)) throw error
      }
      if (!reconnect) return
      await pause(place.retryMs, signal).catch(() => undefined)
    }
  }

  /** One connection: until it ends, breaks, or is silent for too long. */
  async *#once(
    place: { lastId: string | null; retryMs: number },
    { signal, opened, silenceMs = SILENCE_MS }: WatchOptions,
  ): AsyncGenerator<VaultEvent, void, undefined> {
    const silence = new AbortController()
    const heard = alarm(silenceMs, () => silence.abort())
    const until = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal])
    try {
      const { body } = await request(this.#connector, 'GET', '/vault/events', {
        signal: until,
        timeoutMs: 0,
        ...(place.lastId === null ? {} : { headers: { 'last-event-id': place.lastId } }),
      })
      if (body === null) return
      opened?.()
      for await (const told of readEvents(body)) {
        heard.again()
        if (told === null) continue
        if ('retryMs' in told) place.retryMs = told.retryMs
        else if (KINDS.has(told.event)) {
          place.lastId = told.id ?? place.lastId
          yield { kind: told.event, id: told.id, data: JSON.parse(told.data) as unknown } as VaultEvent
        }
      }
    } catch (error) {
      throw error instanceof KeybrakeError ? error : lost(error)
    } finally {
      heard.off()
      silence.abort()
    }
  }
}

const lost = (cause: unknown): Unavailable =>
  new Unavailable({
    code: 'unreachable',
    message: 'The event stream broke.',
    status: null,
    retry: 'later',
    cause,
  })

function alarm(ms: number, ring: () => void) {
  let timer = setTimeout(ring, ms)
  return {
    again: () => {
      clearTimeout(timer)
      timer = setTimeout(ring, ms)
    },
    off: () => clearTimeout(timer),
  }
}
