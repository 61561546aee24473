/**
 * Does something within a moment, however often it is asked for. What is done meanwhile for another reason leaves the timer alone:
 * to take it back and set another costs each call more than doing nothing once in vain.
 */
export class Soon {
  readonly #do: () => void
  readonly #ms: number
  #timer: NodeJS.Timeout | null = null
  #isAsked = false

  constructor(act: () => void, ms: number) {
    this.#do = act
    this.#ms = ms
  }

  ask(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    if (this.#timer === null) this.#timer = setTimeout(this.#ring, this.#ms)
    else this.#timer.refresh()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  readonly #ring = (): void => {
    this.#isAsked = false
    this.#do()
  }
}
