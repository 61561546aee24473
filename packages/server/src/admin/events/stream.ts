/** One watcher's stream of server-sent events. */
import { Readable } from 'node:stream'
import type { EventHub, HubEvent } from './hub.ts'

const HEARTBEAT_MS = 15_000
/** Events within this time go out in one piece: at a thousand calls a second, each alone would cost a write to the socket. */
const TOGETHER_MS = 20
/** What may wait for a watcher that reads too slowly; then it is dropped, and comes back with its last event's id. */
const WAITING_CHARS_MAX = 1_048_576
const TOGETHER_CHARS_MAX = 65_536

export interface WatchOptions {
  /** Who watches, and by what session of a browser if by one. */
  readonly principalId: string
  readonly sessionId: string | null
  readonly lastId: string | null
  /** Null: every event. Else only those of this principal. */
  readonly sees: string | null
  /** Asked now and then: a credential or a session may also end by another process, or by the clock. */
  readonly maySee: () => Promise<boolean>
}

export function eventStream(hub: EventHub, options: WatchOptions): Readable {
  const { principalId, sessionId, lastId, sees, maySee } = options
  const stream = new Readable({ read: () => undefined })
  let together = ''
  let flushing: NodeJS.Timeout | null = null
  const flush = (): void => {
    if (flushing !== null) clearTimeout(flushing)
    flushing = null
    if (together !== '' && !stream.destroyed) stream.push(together)
    together = ''
  }
  let isOver = false
  const send = (text: string): void => {
    if (isOver || stream.destroyed) return
    if (stream.readableLength + together.length > WAITING_CHARS_MAX) return void stream.destroy()
    together += text
    if (together.length > TOGETHER_CHARS_MAX) flush()
    else flushing ??= setTimeout(flush, TOGETHER_MS)
  }
  const tell = (event: HubEvent): void => {
    if (sees === null) send(event.text())
    else if (event.owner === sees) send(event.ownText())
  }
  const end = (): void => {
    if (isOver || stream.destroyed) return
    flush()
    isOver = true
    clearInterval(heartbeat)
    stream.push(null)
  }
  // Where the ledger cannot be asked, the stream ends too: it comes back when it may.
  const askAgain = (): void => void maySee().then((may) => may || end(), end)
  const heartbeat = setInterval(() => {
    send(': still here\n\n')
    askAgain()
  }, HEARTBEAT_MS)
  const subscription = hub.watch(tell, { principalId, sessionId, onClose: end }, lastId)
  // The credential may have ended between the look at it and here, where nobody knew of this stream yet.
  askAgain()
  stream.once('close', () => {
    clearInterval(heartbeat)
    if (flushing !== null) clearTimeout(flushing)
    subscription.end()
  })
  stream.push('retry: 2000\n\n')
  // The watcher missed what nobody remembers: it must read the audit log instead of believing it saw everything.
  if (subscription.missed === null) send('event: gap\ndata: {}\n\n')
  else for (const event of subscription.missed) tell(event)
  return stream
}
