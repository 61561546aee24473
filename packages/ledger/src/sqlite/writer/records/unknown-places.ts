/**
 * Which holds have calls of unknown fate, as committed. They are few, and asked for while calls go on: rows follow only later, and
 * with leases only once the disk has what they are of.
 */
import type { DatabaseSync } from 'node:sqlite'
import { integer, text } from '../columns.ts'
import { type FoundHold, unknownUntil } from './hold.ts'

/** In the order in which they are looked into: what ends first comes first. */
export interface UnknownPlace {
  readonly id: string
  readonly seq: number
  /** End of the vendor's window, epoch ms. */
  readonly until: number
}

const FOUND = 'SELECT id, seq, unknown_until FROM holds INDEXED BY holds_unknown WHERE unknown_until IS NOT NULL'

export class UnknownPlaces {
  readonly #byId = new Map<string, UnknownPlace>()
  /** Null: to be sorted again. */
  #sorted: readonly UnknownPlace[] | null = null

  /** @param db its rows are up to date */
  constructor(db: DatabaseSync) {
    for (const row of db.prepare(FOUND).iterate())
      this.#set({ id: text(row, 'id'), seq: integer(row, 'seq'), until: integer(row, 'unknown_until') })
  }

  /** A hold as a commit left it. */
  committed(hold: FoundHold): void {
    const until = unknownUntil(hold)
    if (until !== null) this.#set({ id: hold.id, seq: hold.seq, until })
    else if (this.#byId.size > 0 && this.#byId.delete(hold.id)) this.#sorted = null
  }

  #set(place: UnknownPlace): void {
    this.#byId.set(place.id, place)
    this.#sorted = null
  }

  get count(): number {
    return this.#byId.size
  }

  /** At most `limit` that come after this place, in order. */
  after({ until, seq }: Pick<UnknownPlace, 'until' | 'seq'>, limit: number): readonly UnknownPlace[] {
    const sorted = this.#inOrder()
    const first = sorted.findIndex((place) => place.until > until || (place.until === until && place.seq > seq))
    return first < 0 ? [] : sorted.slice(first, first + limit)
  }

  /** Those whose window is over at this time, in order. */
  overAt(at: number): readonly UnknownPlace[] {
    const sorted = this.#inOrder()
    const end = sorted.findIndex(({ until }) => until > at)
    return end < 0 ? sorted : sorted.slice(0, end)
  }

  #inOrder(): readonly UnknownPlace[] {
    this.#sorted ??= [...this.#byId.values()].sort((a, b) => a.until - b.until || a.seq - b.seq)
    return this.#sorted
  }
}
