/**
 * A map that forgets its oldest entries, so that a long run stays within memory: the newest half of `max` is always
 * there. Two generations, since taking single entries from the front of a large Map grows slow.
 */
export class BoundedMap<V> {
  readonly #generationMax: number
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  constructor(max: number) {
    this.#generationMax = Math.max(1, Math.ceil(max / 2))
  }

  get(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  set(key: string, value: V): void {
    this.delete(key)
    this.#young.set(key, value)
    if (this.#young.size < this.#generationMax) return
    this.#old = this.#young
    this.#young = new Map()
  }

  delete(key: string): boolean {
    return this.#young.delete(key) || this.#old.delete(key)
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
  }

  newestFirst(): V[] {
    return [...this.#old.values(), ...this.#young.values()].reverse()
  }
}
