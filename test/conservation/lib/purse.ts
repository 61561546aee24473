/**
 * One budget as two onlookers see it: what the vendor's record says was moved through it, and what the rules count for that.
 * Neither asks the product. The truth is kept in the oracle's own units and valued only when it is looked at.
 */
import type { Effect } from './world.ts'

/** What an object comes to now, whoever moved it. */
export interface Standing {
  readonly amount: bigint
  readonly worth: (amount: bigint) => bigint
}

export class Purse {
  readonly budget: string
  readonly window: string
  /** Micro-USD. */
  readonly cap: bigint
  readonly #through = new Map<string, bigint>()
  readonly #counts = new Map<string, bigint>()
  /** Micro-USD: now, and the most that it ever was. */
  moved = 0n
  highest = 0n

  constructor(budget: string, window: string, cap: bigint) {
    this.budget = budget
    this.window = window
    this.cap = cap
  }

  /** A call through this budget raised (or lowered) what the object has moved or may still move. */
  add(object: string, added: bigint): void {
    this.#through.set(object, (this.#through.get(object) ?? 0n) + added)
  }

  /**
   * After each execution: of each object so much as calls through this budget raised it by, and never more than it comes to.
   * What another budget's call has lowered is gone for good: whoever raises the object again moves that anew.
   */
  look(standings: ReadonlyMap<string, Standing>): void {
    let moved = 0n
    for (const [object, raised] of this.#through) {
      const standing = standings.get(object)
      if (standing === undefined) continue
      const left = raised < standing.amount ? raised : standing.amount
      this.#through.set(object, left)
      if (left > 0n) moved += standing.worth(left)
    }
    this.note(moved)
  }

  note(moved: bigint): void {
    this.moved = moved
    if (moved > this.highest) this.highest = moved
  }

  count(effect: Effect): void {
    if (effect.how === 'gone') return void this.#counts.delete(effect.object)
    const before = this.#counts.get(effect.object) ?? 0n
    if (effect.how === 'states' || effect.total > before) this.#counts.set(effect.object, effect.total)
  }

  /** Micro-USD that the rules count. */
  get counted(): bigint {
    let sum = 0n
    for (const amount of this.#counts.values()) sum += amount
    return sum
  }
}
