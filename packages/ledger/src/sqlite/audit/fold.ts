/** A call's entries folded to what its row holds. Pure: the same entries give the same row, which is what `verify` relies on. */
import { CODES, type Code } from '@keybrake/core'
import type { PackedDraw } from '../../entry.ts'
import { type FirstEntry, type LaterEntry, textFact } from './line.ts'

/** What filters and totals ask of many calls at once; taken from the first entry, so it never changes. */
export interface Group {
  readonly key: string
  readonly label: string | null
  readonly run: string | null
  readonly principal: string | null
  readonly vendor: string | null
  readonly operation: string | null
}

/** What a call counts on one budget. */
export type BudgetShare = readonly [budgetId: string, amount: bigint]

export interface CallFold {
  readonly seq: number
  readonly time: number
  readonly group: Group
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
  shares: readonly BudgetShare[]
}

/** The last amount of a draw is what it counts in total. */
const sharesOf = (draws: readonly PackedDraw[]): readonly BudgetShare[] =>
  draws.map(([budgetId, ...amounts]) => [budgetId, BigInt(amounts.at(-1) ?? '0')] as const)

export function statusOf(entry: FirstEntry | LaterEntry): number | null {
  const status = entry.f['status']
  if (typeof status === 'number') return status
  if (entry.k !== 'refuse') return null
  const exhausted = entry.f['exhausted_status']
  if (entry.code === 'cap_exhausted' && typeof exhausted === 'number') return exhausted
  return entry.code in CODES ? CODES[entry.code as Code].status : null
}

export function foldFirst(seq: number, entry: FirstEntry): CallFold {
  const admitted = entry.k === 'admit'
  const reserved = admitted ? BigInt(entry.reserved) : 0n
  return {
    seq,
    time: entry.t,
    group: {
      key: entry.key,
      label: textFact(entry.f, 'key_label'),
      run: textFact(entry.f, 'run'),
      principal: textFact(entry.f, 'principal'),
      vendor: textFact(entry.f, 'vendor'),
      operation: textFact(entry.f, 'operation'),
    },
    decision: admitted ? (entry.observed === null ? 'allowed' : 'observed') : 'refused',
    code: admitted ? entry.observed : entry.code,
    reserved,
    state: admitted ? entry.state : null,
    status: statusOf(entry),
    cost: reserved,
    count: 1,
    countSeq: 0,
    later: [],
    shares: admitted ? sharesOf(entry.draws) : [],
  }
}

/** Folds an outcome, a resolution or an adjustment into the row. */
export function foldLater(fold: CallFold, seq: number, entry: LaterEntry): void {
  fold.state = entry.state
  fold.cost = BigInt(entry.counted)
  fold.status = statusOf(entry) ?? fold.status
  fold.shares = sharesOf(entry.draws)
  fold.later = [...fold.later, seq]
}

/** What a call adds to the totals of its hour. */
export interface Contribution {
  readonly calls: number
  readonly spent: bigint
  readonly held: bigint
  readonly budgets: readonly (readonly [budgetId: string, spent: bigint, held: bigint])[]
}

const NOTHING: Contribution = { calls: 0, spent: 0n, held: 0n, budgets: [] }

/** Refusals count nothing here. Held and unknown money is `held`; settled and assumed money is `spent`. */
export function contributionOf(fold: CallFold): Contribution {
  if (fold.decision === 'refused') return NOTHING
  const isHeld = fold.state === 'held' || fold.state === 'unknown'
  const counts = isHeld || fold.state === 'settled' || fold.state === 'assumed'
  const split = (amount: bigint) => [isHeld || !counts ? 0n : amount, isHeld ? amount : 0n] as const
  const [spent, held] = split(fold.cost)
  return { calls: 1, spent, held, budgets: fold.shares.map(([id, amount]) => [id, ...split(amount)] as const) }
}
