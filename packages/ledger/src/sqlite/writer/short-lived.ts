/**
 * A map for what comes and goes with every call.
 *
 * V8 links each table of a `Map` or `Set` that was outgrown or cleared to the one after it. Once such a table is old, all its
 * successors and whatever they held count as alive until the next full collection, so a plain `Map` of a few records that come
 * and go makes the collector copy every record there ever was. Here nothing is taken out: what was deleted leaves its key
 * alone, and when many keys have gathered, those that are in use move to a new map, which no old one leads to.
 */

/** So many keys, or twice as many as are in use, gather in one map. */
const KEYS_MAX = 512

export class ShortLived<V> {
  #values = new Map<string, V | undefined>()
  #keysMax = KEYS_MAX

  get(key: string): V | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: V): void {
    if (this.#values.size >= this.#keysMax) this.#renew()
    this.#values.set(key, value)
  }

  /** Says whether the key had a value. */
  delete(key: string): boolean {
    if (this.#values.get(key) === undefined) return false
    this.#values.set(key, undefined)
    return true
  }

  clear(): void {
    this.#values = new Map()
    this.#keysMax = KEYS_MAX
  }

  *entries(): Generator<readonly [key: string, value: V]> {
    for (const [key, value] of this.#values) if (value !== undefined) yield [key, value]
  }

  #renew(): void {
    this.#values = new Map(this.entries())
    this.#keysMax = Math.max(KEYS_MAX, 2 * this.#values.size)
  }
}
