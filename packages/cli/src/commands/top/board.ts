/** What `top` shows, kept up to date by events. Amounts are whole micro-USD, so that thousands of them add up exactly. */
import type { Budget, SpendLine, VaultEvent } from '@keybrake/client'

export interface Line {
  readonly group: string
  readonly calls: number
  readonly refused: number
  readonly spent: bigint
  readonly held: bigint
  readonly cap: bigint | null
  readonly left: bigint | null
  /** Calls in the last ten seconds, a second. */
  readonly rate: number
  readonly lastMs: number | null
}

export const RATE_MS = 10_000
const GROUPS_MAX = 10_000

const micro = (usd: unknown): bigint => (typeof usd === 'number' ? BigInt(Math.round(usd * 1_000_000)) : 0n)

interface Counted {
  calls: number
  refused: number
  spent: bigint
  held: bigint
  cap: bigint | null
  left: bigint | null
  lastMs: number | null
  /** When its last calls came. */
  recent: number[]
}

export class Board {
  readonly #by: 'run' | 'label'
  readonly #groups = new Map<string, Counted>()
  /** Calls under way: whose they are, and what is held for them. */
  readonly #calls = new Map<string, { readonly group: string; readonly held: bigint }>()

  constructor(by: 'run' | 'label') {
    this.#by = by
  }

  /** The totals as the server has them. What it does not keep (refusals, the rate) stays. */
  begin(lines: readonly SpendLine[], budgets: readonly Budget[]): void {
    for (const { group, calls, spent_usd: spent, held_usd: held } of lines)
      Object.assign(this.#of(group), { calls, spent: micro(spent), held: micro(held), cap: null, left: null })
    if (this.#by === 'run') for (const { budgets: all } of budgets) for (const line of all) this.#bound(line)
  }

  /** @returns false for the end of a call whose beginning was not told: only the totals know what it counts */
  take(event: VaultEvent, nowMs: number): boolean {
    if (event.kind === 'admin' || event.kind === 'gap') return true
    const { data } = event
    const known = this.#calls.get(data.call_id)
    if (event.kind === 'outcome' && known === undefined) return false
    const group = known?.group ?? String((this.#by === 'run' ? data.run : data.key_label) ?? '')
    const counted = this.#of(group)
    if (event.kind === 'call') {
      const held = micro(data.reserved_usd)
      this.#calls.set(data.call_id, { group, held })
      counted.calls++
      counted.held += held
      counted.recent.push(nowMs)
    } else if (event.kind === 'refused') {
      counted.refused += data.more_refusals ?? 1
    } else {
      const held = known?.held ?? 0n
      const cost = micro(data.cost_usd)
      const isOpen = data.state === 'unknown' || data.state === 'held'
      counted.held += (isOpen ? cost : 0n) - held
      counted.spent += isOpen ? 0n : cost
      if (isOpen) this.#calls.set(data.call_id, { group, held: cost })
      else this.#calls.delete(data.call_id)
    }
    counted.lastMs = nowMs
    for (const line of data.budgets) this.#bound(line)
    return true
  }

  /** Most spent first. */
  lines(nowMs: number): readonly Line[] {
    return [...this.#groups]
      .map(([group, counted]): Line => {
        counted.recent = counted.recent.filter((at) => at > nowMs - RATE_MS)
        const { calls, refused, spent, held, cap, left, lastMs } = counted
        return { group, calls, refused, spent, held, cap, left, lastMs, rate: counted.recent.length / (RATE_MS / 1000) }
      })
      .sort((a, b) =>
        b.spent + b.held > a.spent + a.held ? 1 : b.spent + b.held < a.spent + a.held ? -1 : b.calls - a.calls,
      )
  }

  /** The tightest window of the run's own budget. */
  #bound({ budget, kind, cap_usd: cap, remaining_usd: left }: Budget['budgets'][number]): void {
    if (this.#by !== 'run' || kind !== 'run' || cap === null || left === null) return
    const counted = this.#of(budget.slice('run:'.length))
    // The same cap again is newer; another one only where it leaves less.
    if (counted.cap === micro(cap) || counted.left === null || micro(left) < counted.left) {
      counted.cap = micro(cap)
      counted.left = micro(left)
    }
  }

  #of(group: string): Counted {
    const found = this.#groups.get(group)
    if (found !== undefined) return found
    if (this.#groups.size >= GROUPS_MAX) this.#groups.delete(this.#groups.keys().next().value ?? '')
    const made = nothing()
    this.#groups.set(group, made)
    return made
  }
}

const nothing = (): Counted => ({
  calls: 0,
  refused: 0,
  spent: 0n,
  held: 0n,
  cap: null,
  left: null,
  lastMs: null,
  recent: [],
})
