/** A call's entries folded to what its row holds. Pure: the same entries give the same row, which is what `verify` relies on. */
import { CODES, type Code } from '@keybrake/core'
import { amountOf } from './amounts.ts'
import { type BriefFirst, type BriefLater, textFact } from './line.ts'
import { type BudgetShare, type Draws, sharesOf } from './shares.ts'

/** What filters and totals ask of many calls at once; taken from the first entry, so it never changes. */
export interface Group {
  readonly key: string
  readonly label: string | null
  readonly run: string | null
  readonly principal: string | null
  readonly vendor: string | null
  readonly operation: string | null
  readonly moneyClass: string | null
}

export interface CallFold {
  readonly seq: number
  readonly time: number
  readonly decision: 'allowed' | 'refused' | 'observed'
  readonly code: string | null
  readonly reserved: bigint
  state: string | null
  status: number | null
  /** What is counted now, micro-USD. */
  cost: bigint
  count: number
  /** The last entry that raised the count, 0 where none did. */
  countSeq: number
  /** Seqs of the entries that came after the first, rising. */
  later: readonly number[]
  draws: Draws
}

export function statusOf(entry: BriefFirst | BriefLater): number | null {
  const status = entry.f['status']
  if (typeof status === 'number') return status
  if (entry.k !== 'refuse') return null
  const exhausted = entry.f['exhausted_status']
  if (entry.code === 'cap_exhausted' && typeof exhausted === 'number') return exhausted
  return entry.code in CODES ? CODES[entry.code as Code].status : null
}

export const groupOf = ({ key, f }: BriefFirst): Group => ({
  key,
  label: textFact(f, 'key_label'),
  run: textFact(f, 'run'),
  principal: textFact(f, 'principal'),
  vendor: textFact(f, 'vendor'),
  operation: textFact(f, 'operation'),
  moneyClass: textFact(f, 'money_class'),
})

export function foldFirst(seq: number, entry: BriefFirst): CallFold {
  const admitted = entry.k === 'admit'
  const reserved = admitted ? amountOf(entry.reserved) : 0n
  return {
    seq,
    time: entry.t,
    decision: admitted ? (entry.observed === null ? 'allowed' : 'observed') : 'refused',
    code: admitted ? entry.observed : entry.code,
    reserved,
    state: admitted ? entry.state : null,
    status: statusOf(entry),
    cost: reserved,
    count: 1,
    countSeq: 0,
    later: [],
    draws: admitted ? entry.draws : [],
  }
}

/** Folds whatever comes after the first entry into the row. */
export function foldLater(fold: CallFold, seq: number, entry: BriefLater): void {
  fold.state = entry.state
  fold.cost = amountOf(entry.counted)
  fold.status = statusOf(entry) ?? fold.status
  // Read at once: its text would keep all of the line's in memory.
  fold.draws = sharesOf(entry.draws)
  fold.later = fold.later.length === 0 ? [seq] : [...fold.later, seq]
}

/** What a call adds to the totals of its hour: each amount as money spent, as money held, or not at all. */
export interface Contribution {
  readonly calls: 0 | 1
  readonly as: 'spent' | 'held' | null
  readonly cost: bigint
  readonly shares: readonly BudgetShare[]
  /** What the policy said against it, where it said anything; `count` is that of the row. */
  readonly refusal: { readonly code: string; readonly decision: 'refused' | 'observed'; readonly count: number } | null
}

const NOTHING = { calls: 0, as: null, cost: 0n, shares: [] } as const

/** Refusals count as such alone. Held and unknown money is `held`; settled and assumed money is `spent`. */
export function contributionOf({ decision, code, state, cost, count, draws }: CallFold): Contribution {
  const refusal = decision === 'allowed' || code === null ? null : { code, decision, count }
  if (decision === 'refused') return { ...NOTHING, refusal }
  const isHeld = state === 'held' || state === 'unknown'
  const isSpent = state === 'settled' || state === 'assumed'
  return { calls: 1, as: isHeld ? 'held' : isSpent ? 'spent' : null, cost, shares: sharesOf(draws), refusal }
}
