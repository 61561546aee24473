/**
 * What the process knows of the brake. Like key hints it only orders the refusals: every admission checks the brake again
 * in the ledger.
 */
import type { BrakeState } from '@keybrake/ledger'

export class Brakes {
  readonly #load: () => Promise<readonly BrakeState[]>
  #engaged: readonly BrakeState[] = []

  constructor(load: () => Promise<readonly BrakeState[]>) {
    this.#load = load
  }

  async refresh(): Promise<void> {
    this.#engaged = (await this.#load()).filter((brake) => brake.engaged)
  }

  /** The brake that stops this vendor's calls, or null. */
  engagedFor(vendor: string): BrakeState | null {
    for (const brake of this.#engaged) if (brake.vendor === null || brake.vendor === vendor) return brake
    return null
  }
}
