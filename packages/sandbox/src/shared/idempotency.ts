/** Calls by idempotency key: the first is executed, later ones get its answer. */
import { BoundedMap } from './bounded-map.ts'
import type { Answer, Claim } from './wire.ts'

interface Entry {
  readonly fingerprint: string
  readonly atMs: number
  /** Null while the first call is on its way. */
  answer: Answer | null
}

export type Claimed =
  | { readonly kind: 'first'; readonly claim: Claim }
  | { readonly kind: 'replay'; readonly answer: Answer }
  | { readonly kind: 'other_parameters' }
  | { readonly kind: 'in_flight' }

export class Idempotency {
  readonly #entries: BoundedMap<Entry>
  readonly #windowMs: number

  constructor(kept: number, windowMs: number) {
    this.#entries = new BoundedMap(kept)
    this.#windowMs = windowMs
  }

  /** `key` with its scope; `fingerprint`: equal texts are equal requests. */
  claim(key: string, fingerprint: string, atMs: number): Claimed {
    const known = this.#entries.get(key)
    if (known !== undefined && atMs - known.atMs < this.#windowMs) {
      if (known.fingerprint !== fingerprint) return { kind: 'other_parameters' }
      return known.answer === null ? { kind: 'in_flight' } : { kind: 'replay', answer: known.answer }
    }
    this.#entries.delete(key)
    const entry: Entry = { fingerprint, atMs, answer: null }
    this.#entries.set(key, entry)
    const end = (answer: Answer | null): void => {
      if (answer !== null) entry.answer = answer
      else if (this.#entries.get(key) === entry) this.#entries.delete(key)
    }
    return { kind: 'first', claim: { end } }
  }

  forget(): void {
    this.#entries.clear()
  }
}
