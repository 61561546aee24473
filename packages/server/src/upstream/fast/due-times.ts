/**
 * One timer for all times by which something of an origin must have ended. Deadlines lie far ahead and are nearly always
 * met, so nothing is set or cleared per exchange: the timer waits for the earliest time anyone named, and then asks which
 * is the earliest now.
 */
export class DueTimes {
  readonly #sweep: (nowMs: number) => number
  #timer: NodeJS.Timeout | null = null
  #nextMs = Infinity

  /** @param sweep ends what is due at that time; answers the earliest time that is left, or Infinity */
  constructor(sweep: (nowMs: number) => number) {
    this.#sweep = sweep
  }

  /** @param dueMs by `performance.now()` */
  expect(dueMs: number): void {
    if (dueMs < this.#nextMs) this.#wait(dueMs)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#nextMs = Infinity
  }

  #wait(dueMs: number): void {
    this.stop()
    if (dueMs === Infinity) return
    this.#nextMs = dueMs
    this.#timer = setTimeout(this.#ring, Math.max(1, Math.ceil(dueMs - performance.now())))
    // What is due has a socket, which keeps the process up while it matters.
    this.#timer.unref()
  }

  readonly #ring = (): void => {
    this.#nextMs = Infinity
    this.#wait(this.#sweep(performance.now()))
  }
}
