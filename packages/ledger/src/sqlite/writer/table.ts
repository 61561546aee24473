/**
 * Rows of one table as objects: loaded when asked for, changed in memory, written at the end of the commit. For records that
 * seldom change; those of calls go through a `RedoTable`. There is one writer, so what is kept here is a page
 * cache and the rows are the truth.
 */
import { Cache } from './cache.ts'

export class Table<R extends object> {
  readonly #load: (key: string) => R | null
  readonly #save: (record: R) => void
  readonly #kept: Cache<R>
  #dirty = new Set<R>()

  /** @param keptMax how many records of recent use are kept at least; about twice as many at most */
  constructor(load: (key: string) => R | null, save: (record: R) => void, keptMax = 10_000) {
    this.#load = load
    this.#save = save
    this.#kept = new Cache(keptMax)
  }

  get(key: string): R | null {
    const kept = this.#kept.get(key)
    if (kept !== null) return kept
    const loaded = this.#load(key)
    if (loaded !== null) this.#kept.set(key, loaded)
    return loaded
  }

  /** The record if it is in memory. */
  cached(key: string): R | null {
    return this.#kept.get(key)
  }

  /** A new record, written with the next commit. */
  add(key: string, record: R): void {
    this.#kept.set(key, record)
    this.#dirty.add(record)
  }

  /** Says that the record was changed. */
  touch(record: R): void {
    this.#dirty.add(record)
  }

  /** Another store changed its row. */
  forget(key: string): void {
    this.#kept.delete(key)
  }

  flush(): void {
    if (this.#dirty.size === 0) return
    for (const record of this.#dirty) this.#save(record)
    this.#dirty = new Set()
  }

  /** Forgets everything: after a failed commit only the rows are true. */
  drop(): void {
    this.#kept.clear()
    this.#dirty = new Set()
  }

  /** Between commits: what was not used for a generation goes. */
  evict(): void {
    this.#kept.evict()
  }
}
