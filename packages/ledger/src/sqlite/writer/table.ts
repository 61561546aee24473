/**
 * Rows of one table as objects: loaded when asked for, changed in memory, written once per commit. The writer thread is the
 * only writer, so what is kept here is a page cache and the rows are the truth.
 */
export class Table<R extends object> {
  readonly #load: (key: string) => R | null
  readonly #save: (record: R) => void
  readonly #keptMax: number
  #young = new Map<string, R>()
  #old = new Map<string, R>()
  readonly #dirty = new Set<R>()

  /** @param keptMax how many records of recent use are kept at least; about twice as many at most */
  constructor(load: (key: string) => R | null, save: (record: R) => void, keptMax = 50_000) {
    this.#load = load
    this.#save = save
    this.#keptMax = keptMax
  }

  get(key: string): R | null {
    const kept = this.cached(key)
    if (kept !== null) return kept
    const loaded = this.#load(key)
    if (loaded !== null) this.#young.set(key, loaded)
    return loaded
  }

  /** The record if it is in memory. */
  cached(key: string): R | null {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old === undefined) return null
    this.#young.set(key, old)
    return old
  }

  /** A new record, written with the next commit. */
  add(key: string, record: R): void {
    this.#young.set(key, record)
    this.#dirty.add(record)
  }

  /** Says that the record was changed. */
  touch(record: R): void {
    this.#dirty.add(record)
  }

  flush(): void {
    for (const record of this.#dirty) this.#save(record)
    this.#dirty.clear()
  }

  /** Forgets everything: after a failed commit only the rows are true. */
  drop(): void {
    this.#young.clear()
    this.#old.clear()
    this.#dirty.clear()
  }

  /** Between commits: what was not used for a generation goes. */
  evict(): void {
    if (this.#young.size <= this.#keptMax) return
    this.#old = this.#young
    this.#young = new Map()
  }
}
