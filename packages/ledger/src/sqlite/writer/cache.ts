/** Records of recent use by key, in two generations: what was not asked for during a whole one goes. */
export class Cache<R> {
  readonly #keptMax: number
  /** What was deleted is null: taking it out would cost the collector more (short-lived.ts). */
  #young = new Map<string, R | null>()
  #old = new Map<string, R | null>()

  /** @param keptMax how many records of recent use are kept at least; about twice as many at most */
  constructor(keptMax: number) {
    this.#keptMax = keptMax
  }

  get(key: string): R | null {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old === undefined || old === null) return null
    this.#young.set(key, old)
    return old
  }

  set(key: string, record: R): void {
    this.#young.set(key, record)
  }

  delete(key: string): void {
    if (this.#young.has(key) || this.#old.has(key)) this.#young.set(key, null)
  }

  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
  }

  /** Begins a new generation where this one is full: never in the middle of a commit. Says whether it did. */
  evict(): boolean {
    if (this.#young.size <= this.#keptMax) return false
    this.#old = this.#young
    this.#young = new Map()
    return true
  }
}
