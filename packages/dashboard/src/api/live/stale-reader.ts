/** Has stale resources read again when they are due: one timer, which a more urgent event moves forward. */
import { type Resource, StaleClock } from './stale.ts'

export class StaleReader {
  readonly #clock = new StaleClock()
  readonly #read: (name: Resource) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #at = Infinity

  constructor(read: (name: Resource) => void) {
    this.#read = read
  }

  /** @param stale as `staleAfter` gives it */
  mark(stale: Partial<Record<Resource, number>>): void {
    this.#clock.mark(stale, Date.now())
    this.#arm()
  }

  #arm(): void {
    const at = this.#clock.nextAt
    if (at === null || at >= this.#at) return
    clearTimeout(this.#timer)
    this.#at = at
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, at - Date.now()))
  }

  #fire(): void {
    this.#at = Infinity
    for (const name of this.#clock.take(Date.now())) this.#read(name)
    this.#arm()
  }
}
