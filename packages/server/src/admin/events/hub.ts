/**
 * Live events for whoever watches. The store is asked for events only while someone does, and for a while after, so that a
 * watcher whose connection broke can go on where it was. Nothing here may slow the call path: events are never awaited,
 * and a watcher that does not keep up is dropped.
 */
import { type EventKind, wireEvent } from '@keybrake/contract'
import type { Store, StoreEvent } from '@keybrake/ledger'
import { ownerOf, Owners } from './owners.ts'

const REMEMBERED_MAX = 2_000
const LINGER_MS = 60_000
const WATCHERS_MAX = 256
const WATCHERS_OF_ONE_MAX = 32
const ENDS_STREAMS: ReadonlySet<string> = new Set(['principal.deleted', 'principal.rotated'])

export interface HubEvent {
  /** `<epoch>-<number>`: what `Last-Event-ID` brings back. */
  readonly id: string
  readonly number: number
  readonly kind: EventKind
  readonly entry: Readonly<Record<string, unknown>>
  /** The principal whose event it is; null where that is no longer known. */
  readonly owner: string | null
  /** As it goes over the wire; made once, for however many watch. */
  readonly text: () => string
  /** The same for an issuer. */
  readonly ownText: () => string
}

/** Who watches, by what session if by one, and what ends the stream from our side. */
export interface Watching {
  readonly principalId: string
  readonly sessionId: string | null
  readonly onClose: () => void
}

export type Watcher = (event: HubEvent) => void

export interface Subscription {
  /** What the watcher missed since its last event; null where that is no longer known. */
  readonly missed: readonly HubEvent[] | null
  readonly end: () => void
}

export class EventHub {
  readonly #store: Pick<Store, 'onEvent'>
  /** Tells ids of this process and stretch of listening from earlier ones. */
  readonly #newEpoch: () => string
  readonly #watchers = new Map<Watcher, Watching>()
  readonly #owners = new Owners()
  #remembered: HubEvent[] = []
  #epoch = ''
  #number = 0
  #stop: (() => void) | null = null
  #linger: NodeJS.Timeout | null = null

  constructor(store: Pick<Store, 'onEvent'>, newEpoch: () => string) {
    this.#store = store
    this.#newEpoch = newEpoch
  }

  /** How many watch. */
  get streams(): number {
    return this.#watchers.size
  }

  /** Whether this principal may watch once more: every stream costs something on every call. */
  hasRoomFor(principalId: string): boolean {
    if (this.#watchers.size >= WATCHERS_MAX) return false
    let own = 0
    for (const watcher of this.#watchers.values()) if (watcher.principalId === principalId) own++
    return own < WATCHERS_OF_ONE_MAX
  }

  /** @param lastId `Last-Event-ID` of a watcher that comes back, or null for one that begins now */
  watch(watcher: Watcher, watching: Watching, lastId: string | null): Subscription {
    this.#listen()
    const missed = lastId === null ? [] : this.#since(lastId)
    this.#watchers.set(watcher, watching)
    return {
      missed,
      end: () => {
        if (this.#watchers.delete(watcher) && this.#watchers.size === 0) this.#endSoon()
      },
    }
  }

  /** Its credential is no longer good: what was opened with it ends too. */
  endAllOf(principalId: string): void {
    this.#endThose((watching) => watching.principalId === principalId)
  }

  /** It was signed out. */
  endAllOfSession(sessionId: string): void {
    this.#endThose((watching) => watching.sessionId === sessionId)
  }

  #endThose(isOfThose: (watching: Watching) => boolean): void {
    for (const [watcher, watching] of this.#watchers) {
      if (!isOfThose(watching)) continue
      this.#watchers.delete(watcher)
      watching.onClose()
    }
    if (this.#watchers.size === 0 && this.#stop !== null) this.#endSoon()
  }

  close(): void {
    for (const { onClose } of this.#watchers.values()) onClose()
    this.#watchers.clear()
    this.#end()
  }

  #listen(): void {
    if (this.#linger !== null) clearTimeout(this.#linger)
    this.#linger = null
    if (this.#stop !== null) return
    this.#epoch = this.#newEpoch()
    this.#stop = this.#store.onEvent((event) => this.#receive(event))
  }

  #receive(event: StoreEvent): void {
    const entry = JSON.parse(event.entry) as Readonly<Record<string, unknown>>
    this.#number++
    const owner = ownerOf(event.kind, entry, this.#owners)
    const id = `${this.#epoch}-${this.#number}`
    let text: string | null = null
    let ownText: string | null = null
    const told: HubEvent = {
      id,
      number: this.#number,
      kind: event.kind,
      entry,
      owner,
      text: () => (text ??= eventText(id, event.kind, wireEvent(event.kind, entry))),
      ownText: () => (ownText ??= eventText(id, event.kind, wireEvent(event.kind, entry, true))),
    }
    this.#remembered.push(told)
    // Cut in halves, not one by one: shifting an array on every call would cost more than the event.
    if (this.#remembered.length > 2 * REMEMBERED_MAX) this.#remembered = this.#remembered.slice(-REMEMBERED_MAX)
    for (const watcher of this.#watchers.keys()) watcher(told)
    // Also where another process did it.
    const { action, subject } = entry
    if (event.kind === 'admin' && ENDS_STREAMS.has(action as string)) this.endAllOf(subject as string)
  }

  #since(lastId: string): readonly HubEvent[] | null {
    const dash = lastId.lastIndexOf('-')
    const number = Number.parseInt(lastId.slice(dash + 1), 10)
    const oldest = this.#remembered[0]?.number ?? this.#number + 1
    const known = lastId.slice(0, dash) === this.#epoch && number >= oldest - 1 && number <= this.#number
    return known ? this.#remembered.filter((event) => event.number > number) : null
  }

  #endSoon(): void {
    this.#linger = setTimeout(() => this.#end(), LINGER_MS)
    this.#linger.unref()
  }

  #end(): void {
    if (this.#linger !== null) clearTimeout(this.#linger)
    this.#linger = null
    this.#stop?.()
    this.#stop = null
    this.#remembered = []
    this.#owners.clear()
  }
}

const eventText = (id: string, kind: EventKind, data: object): string =>
  `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`
