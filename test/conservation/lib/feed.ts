/** What the vendor executed, in its order, given to the story that each belongs to. */
import type { Execution, Sandbox, VendorName } from '@keybrake/sandbox'

export interface Listener {
  readonly number: number
  executed(execution: Execution): void
}

export class Feed {
  readonly #sandbox: Sandbox
  readonly #vendor: VendorName
  readonly #numberOf: (execution: Execution) => number | null
  readonly #listeners = new Map<number, Listener>()
  /** For what says by its object alone to whom it belongs. */
  readonly #byObject = new Map<string, number>()
  #after = 0
  /** How many writes the vendor executed for a story. */
  executions = 0

  constructor(sandbox: Sandbox, vendor: VendorName, numberOf: (execution: Execution) => number | null) {
    this.#sandbox = sandbox
    this.#vendor = vendor
    this.#numberOf = numberOf
  }

  begin(listener: Listener): void {
    this.#listeners.set(listener.number, listener)
  }

  end({ number }: Listener): void {
    this.#listeners.delete(number)
    for (const [object, whose] of this.#byObject) if (whose === number) this.#byObject.delete(object)
  }

  /** Up to this moment. */
  read(): void {
    for (const execution of this.#sandbox.executed({ after: this.#after })) {
      this.#after = execution.order
      if (execution.vendor !== this.#vendor) continue
      const number = this.#numberOf(execution) ?? this.#byObject.get(execution.id)
      const listener = number === undefined ? undefined : this.#listeners.get(number)
      if (number === undefined || listener === undefined) {
        if (BigInt(execution.added) !== 0n) throw new Error(`whose is this? ${JSON.stringify(execution)}`)
        continue
      }
      this.#byObject.set(execution.id, number)
      this.executions++
      listener.executed(execution)
    }
  }
}
