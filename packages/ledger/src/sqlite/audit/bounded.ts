/** A map that forgets its oldest members when asked to: what it holds can always be read again from its file. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #sizeMax: number

  constructor(sizeMax: number) {
    super()
    this.#sizeMax = sizeMax
  }

  trim(): void {
    for (const key of this.keys()) {
      if (this.size <= this.#sizeMax) return
      this.delete(key)
    }
  }
}
