/** Does a cost fit under every cap? Equality passes; the failing budget with least room is named. */
import { type BudgetLine, type Instant, type MicroUsd, ZERO_USD } from '@keybrake/core'
import { lineOf, roll } from '../counters.ts'
import type { Budget } from '../records/budget.ts'
import { type Four, INDEXES, same } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import { countedIn } from './object.ts'
import type { Reason } from './refusal.ts'

/** What the call adds to a budget. */
export interface Addition {
  readonly budget: Budget
  readonly amounts: Four<bigint>
}

/** Additions per budget: the amount less what the present windows count for the object already. */
export function additions(
  unit: Unit,
  budgets: readonly Budget[],
  amount: MicroUsd,
  naming: readonly Hold[],
  at: Instant,
): Addition[] {
  return budgets.map((budget) => {
    if (roll(budget, at)) unit.counters.touch(budget)
    if (naming.length === 0) return { budget, amounts: same<bigint>(amount) }
    const missing = (index: 0 | 1 | 2 | 3): bigint => {
      const { spent, held } = countedIn(naming, budget.id, index, budget.counts.windows[index].start)
      return amount > spent + held ? amount - spent - held : 0n
    }
    return { budget, amounts: [missing(0), missing(1), missing(2), missing(3)] }
  })
}

export type CapReason = Extract<Reason, { readonly code: 'cap_exhausted' }>

/** The refusal of the tightest window that does not fit, or null. Of equals the longer one: it is the one to wait for. */
export function overfull(adding: readonly Addition[], at: Instant): CapReason | null {
  let worst: { readonly addition: Addition; readonly index: 0 | 1 | 2 | 3; readonly room: bigint } | null = null
  for (const addition of adding) {
    const { budget, amounts } = addition
    for (const index of INDEXES) {
      const cap = budget.caps[index] ?? null
      if (cap === null) continue
      const count = budget.counts.windows[index]
      const room = cap - count.spent - count.held
      if (amounts[index] <= room) continue
      if (worst === null || room < worst.room || (room === worst.room && index > worst.index))
        worst = { addition, index, room }
    }
  }
  if (worst === null) return null
  const { budget, amounts } = worst.addition
  return {
    code: 'cap_exhausted',
    line: lineOf(budget, worst.index, at),
    requested: amounts[worst.index] as MicroUsd,
    today: budget.counts.windows[1].spent as MicroUsd,
  }
}

/** Calls are shown as amounts of one USD each, so that a count prints as a count. */
const calls = (count: number): MicroUsd => (BigInt(count) * 1_000_000n) as MicroUsd

/** `max_usd_per_call` and `max_calls`: caps of the key itself. */
export function overKeyCaps(key: Key, own: Budget, amount: MicroUsd): CapReason | null {
  const { costlyCalls, windows } = own.counts
  const today = windows[1].spent as MicroUsd
  const refuse = (line: Pick<BudgetLine, 'window' | 'cap' | 'spent'>, requested: MicroUsd): CapReason => ({
    code: 'cap_exhausted',
    line: { budget: own.name, kind: own.kind, held: ZERO_USD, resetsAt: null, ...line },
    requested,
    today,
  })
  // Without calls left there is no room at all.
  if (key.maxCalls !== null && costlyCalls >= key.maxCalls) {
    return refuse({ window: 'calls', cap: calls(key.maxCalls), spent: calls(costlyCalls) }, calls(1))
  }
  if (key.maxPerCall !== null && amount > key.maxPerCall) {
    return refuse({ window: 'call', cap: key.maxPerCall, spent: ZERO_USD }, amount)
  }
  return null
}

/** Of two refusals the one with less room; of equals the first, which never resets. */
export function tighter(first: CapReason | null, second: CapReason | null): CapReason | null {
  if (first === null || second === null) return first ?? second
  return roomOf(second) < roomOf(first) ? second : first
}

const roomOf = ({ line: { cap, spent, held } }: CapReason): bigint => (cap ?? 0n) - spent - held
