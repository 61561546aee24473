/** What a call counts on each budget, read from its draws. */
import type { PackedDraw } from '../../entry.ts'
import { amountOf } from './amounts.ts'
import { BoundedMap } from './bounded.ts'

/** What a call counts on a budget, micro-USD. */
export type BudgetShare = readonly [budgetId: string, amount: bigint]

/** Draws, their JSON text, or what of them counts. */
export type Draws = readonly PackedDraw[] | string | readonly BudgetShare[]

/** The last amount of a draw is what it counts in total. */
export function sharesOf(draws: Draws): readonly BudgetShare[] {
  if (typeof draws === 'string') return readShares(draws)
  if (isRead(draws)) return draws
  return draws.map((draw) => [draw[0], draw.length === 1 ? 0n : BigInt(draw[draw.length - 1] ?? '0')])
}

const isRead = (draws: readonly PackedDraw[] | readonly BudgetShare[]): draws is readonly BudgetShare[] =>
  typeof draws[0]?.[1] === 'bigint'

/** A draw without escapes; the group holds the last of its amounts. */
const DRAW = /\["([^"\\]*)"(?:,"(\d+)")*\],?/y
const IDS_KEPT = 20_000
/** Ids as strings of their own, by their text: a piece of a line would keep the line in memory. */
const ids = new BoundedMap<string, string>(IDS_KEPT)

function readShares(text: string): readonly BudgetShare[] {
  const shares: BudgetShare[] = []
  DRAW.lastIndex = 1
  for (let found = DRAW.exec(text); found !== null; found = DRAW.exec(text)) {
    shares.push([idOf(found[1] as string), amountOf(found[2] ?? '0')])
    if (DRAW.lastIndex === text.length - 1) return shares
  }
  return sharesOf(JSON.parse(text) as readonly PackedDraw[])
}

function idOf(piece: string): string {
  const known = ids.get(piece)
  if (known !== undefined) return known
  const id = Buffer.from(piece).toString()
  ids.set(id, id)
  ids.trim()
  return id
}
