/**
 * Keeps one event stream open: comes back after breaks with the last event's id, so that the server sends what was missed.
 * `fetch` and not `EventSource`, which gives up for good at the first answer that is not a stream, and hides why.
 */
import { type Message, MessageReader } from './sse.ts'

export type LiveState = 'connecting' | 'live' | 'broken' | 'refused'

export interface WatchParts {
  readonly url: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly onMessage: (message: Message) => void
  readonly onState: (state: LiveState) => void
  /** The credential is no longer good; the stream stays closed. */
  readonly onUnauthorized: () => void
  /** `wake`: the page was asleep, and the stream may be dead without anyone having said so. It is opened anew. */
  readonly wake: EventTarget
  readonly signal: AbortSignal
}

const WAIT_FIRST_MS = 500
const WAIT_MAX_MS = 15_000
/** The server says "still here" every 15 s: a stream silent for longer is dead, even if nobody closed it. */
const SILENCE_MAX_MS = 40_000

export async function watch(parts: WatchParts): Promise<void> {
  const { signal, onState } = parts
  let lastId: string | null = null
  let wait = WAIT_FIRST_MS
  while (!signal.aborted) {
    onState('connecting')
    const end = await openOnce(parts, lastId, (message) => {
      lastId = message.id ?? lastId
      wait = WAIT_FIRST_MS
      parts.onMessage(message)
    })
    if (signal.aborted) return
    if (end === 'unauthorized') {
      onState('refused')
      return parts.onUnauthorized()
    }
    onState('broken')
    await parts.sleep(wait, signal)
    wait = Math.min(WAIT_MAX_MS, wait * 2)
  }
}

async function openOnce(
  parts: WatchParts,
  lastId: string | null,
  onMessage: (message: Message) => void,
): Promise<'broken' | 'unauthorized'> {
  const silence = new AbortController()
  const signal = AbortSignal.any([parts.signal, silence.signal])
  const onWake = (): void => silence.abort()
  parts.wake.addEventListener('wake', onWake)
  let timer: ReturnType<typeof setTimeout> | undefined
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), SILENCE_MAX_MS)
  }
  heard()
  try {
    const headers = lastId === null ? {} : { 'Last-Event-ID': lastId }
    const response = await parts.fetch(parts.url, { headers, signal, credentials: 'same-origin', cache: 'no-store' })
    if (response.status === 401) return 'unauthorized'
    if (!response.ok || response.body === null) return 'broken'
    parts.onState('live')
    const reader = new MessageReader()
    const text = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await text.read()
      if (done) return 'broken'
      heard()
      for (const message of reader.read(value)) onMessage(message)
    }
  } catch {
    return 'broken'
  } finally {
    clearTimeout(timer)
    parts.wake.removeEventListener('wake', onWake)
  }
}
