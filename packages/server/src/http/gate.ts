/**
 * The two limits that apply without any policy (SPEC section 2): calls in flight and connections. What is over waits up
 * to `waitMsMax`, first come first served, and is then answered 503 `overloaded`.
 */
export interface GateOptions {
  readonly inFlightMax: number
  readonly waitMsMax: number
}

interface Waiter {
  readonly admit: (admitted: boolean) => void
  readonly timer: NodeJS.Timeout
}

export class Gate {
  readonly #options: GateOptions
  readonly #waiting: Waiter[] = []
  #inFlight = 0

  constructor(options: GateOptions) {
    this.#options = options
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** True at once where there is room (no promise made); else a promise of true, or of false when the wait was too long. */
  enter(): true | Promise<boolean> {
    if (this.#inFlight < this.#options.inFlightMax) {
      this.#inFlight++
      return true
    }
    return new Promise((resolve) => {
      const waiter: Waiter = {
        admit: resolve,
        timer: setTimeout(() => {
          this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
          resolve(false)
        }, this.#options.waitMsMax),
      }
      this.#waiting.push(waiter)
    })
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) {
      this.#inFlight--
      return
    }
    clearTimeout(next.timer)
    next.admit(true)
  }
}
