/** What a budget counts. As text it is one JSON array, for its row in `counters` and for redo: `countsHead + countsTail`. */
import type { Instant } from '@keybrake/core'
import { decimal } from '../decimal.ts'
import { type Block, blockFrom, blockText, type StoredBlock } from './block.ts'

/** One window as it stands: [start, end), what is settled and what is reserved. Read it through `writer/counters.ts`: it may be over. */
export interface WindowCount {
  start: number
  /** `Infinity` for `total`. */
  end: number
  spent: bigint
  held: bigint
}

export interface Counts {
  /** Order of `WINDOWS`: hour, day, month, total. */
  readonly windows: readonly [WindowCount, WindowCount, WindowCount, WindowCount]
  openHolds: number
  calls: number
  costlyCalls: number
  /** Of its present windows; null: none is leased. */
  block: Block | null
}

type StoredCounts = [
  seq: number,
  hourStart: number,
  hourEnd: number,
  dayStart: number,
  dayEnd: number,
  monthStart: number,
  monthEnd: number,
  openHolds: number,
  calls: number,
  costlyCalls: number,
  /** Spent and held of each window, and the block if there is one. */
  ...amounts: (string | StoredBlock)[],
]

const AMOUNTS_AT = 10
const BLOCK_AT = 18

/** The budget's number and present windows: the head of the text. `BudgetTexts` keeps it for budgets that calls draw on. */
export function countsHead({ seq, counts }: { readonly seq: number; readonly counts: Counts }): string {
  const [hour, day, month] = counts.windows
  return `[${seq},${hour.start},${hour.end},${day.start},${day.end},${month.start},${month.end}`
}

export function countsTail({ counts }: { readonly counts: Counts }): string {
  const { windows, openHolds, calls, costlyCalls, block } = counts
  let text = `,${openHolds},${calls},${costlyCalls}`
  for (const { spent, held } of windows) text += `,"${decimal(spent)}","${decimal(held)}"`
  return block === null ? `${text}]` : `${text},${blockText(block)}]`
}

/** @param anchor where the total begins */
export function unpackCounts(packed: string, anchor: Instant): Counts {
  const stored = JSON.parse(packed) as StoredCounts
  const [, hourStart, hourEnd, dayStart, dayEnd, monthStart, monthEnd, openHolds, calls, costlyCalls] = stored
  const amounts = (stored.slice(AMOUNTS_AT, BLOCK_AT) as string[]).map(BigInt)
  const block = stored[BLOCK_AT] as StoredBlock | undefined
  const windowOf = (index: number, start: number, end: number): WindowCount => ({
    start,
    end,
    spent: amounts[2 * index] ?? 0n,
    held: amounts[2 * index + 1] ?? 0n,
  })
  return {
    windows: [
      windowOf(0, hourStart, hourEnd),
      windowOf(1, dayStart, dayEnd),
      windowOf(2, monthStart, monthEnd),
      windowOf(3, anchor, Number.POSITIVE_INFINITY),
    ],
    openHolds,
    calls,
    costlyCalls,
    block: block === undefined ? null : blockFrom(block),
  }
}

/** Number of the budget whose counts these are. */
export const budgetSeqIn = (packed: string): number => Number.parseInt(packed.slice(1), 10)

const HEAD_FIELDS = 7

/** The head of a text: `BudgetTexts.countsHead` once more. */
export const countsHeadIn = (packed: string): string => packed.split(',', HEAD_FIELDS).join(',')
