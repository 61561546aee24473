/** The last requests as they came over the wire. */
import type { IncomingHttpHeaders } from 'node:http'
import type { VendorName, VendorRequest } from './wire.ts'

export interface Heard {
  readonly vendor: VendorName
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** At most the first 16 KiB. */
  readonly body: string
}

const BODY_MAX = 16_384

export class HeardLog {
  readonly #kept: number
  #entries: Heard[] = []

  constructor(kept: number) {
    this.#kept = kept
  }

  add(vendor: VendorName, request: VendorRequest): void {
    const { method, url, headers, body } = request
    this.#entries.push({ vendor, method, url, headers, body: body.slice(0, BODY_MAX) })
    if (this.#entries.length >= 2 * this.#kept) this.#entries = this.#entries.slice(-this.#kept)
  }

  /** Oldest first. */
  last(): readonly Heard[] {
    return this.#entries.slice(-this.#kept)
  }

  forget(): void {
    this.#entries = []
  }
}
