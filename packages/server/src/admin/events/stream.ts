/** One watcher's stream of server-sent events. */
import { Readable } from 'node:stream'
import type { EventHub, HubEvent } from './hub.ts'

const HEARTBEAT_MS = 15_000
/** What may wait for a watcher that reads too slowly; then it is dropped, and comes back with its last event's id. */
const WAITING_BYTES_MAX = 262_144

export interface WatchOptions {
  /** Who watches. */
  readonly principalId: string
  readonly lastId: string | null
  /** Null: every event. Else only those of this principal. */
  readonly sees: string | null
}

export function eventStream(hub: EventHub, { principalId, lastId, sees }: WatchOptions): Readable {
  const stream = new Readable({ read: () => undefined })
  const send = (text: string): void => {
    if (stream.readableLength > WAITING_BYTES_MAX) stream.destroy()
    else if (!stream.destroyed) stream.push(text)
  }
  const tell = (event: HubEvent): void => {
    if (sees === null || event.owner === sees) send(event.text())
  }
  const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS)
  const { missed, end } = hub.watch(tell, principalId, lastId, () => {
    clearInterval(heartbeat)
    stream.push(null)
  })
  send('retry: 2000\n\n')
  // The watcher missed what nobody remembers: it must read the audit log instead of believing it saw everything.
  if (missed === null) send('event: gap\ndata: {}\n\n')
  else for (const event of missed) tell(event)
  stream.once('close', () => {
    clearInterval(heartbeat)
    end()
  })
  return stream
}
