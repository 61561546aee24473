/** What a call found: the lines that its first entry recorded, less what it set aside in the very commit that wrote them. */
import { type BudgetLine, type MicroUsd, WINDOWS } from '@keybrake/core'
import type { PackedDraw } from '../../entry.ts'
import type { FirstEntry } from './line.ts'
import { unpackLine } from './row.ts'

/** As the lines of an entry call a budget. */
export interface BudgetName {
  readonly kind: string
  readonly name: string
}

/**
 * Every line of the first entry, before the call. Null where a budget it drew on is not known by that id any more.
 *
 * @param nameOf what lines call the budget of this id
 */
export function linesBefore(
  first: FirstEntry,
  nameOf: (budgetId: string) => BudgetName | null,
): readonly BudgetLine[] | null {
  const lines = first.lines.map(unpackLine)
  if (first.k === 'refuse') return lines
  const drawn = new Map<string, PackedDraw>()
  for (const draw of first.draws) {
    const budget = nameOf(draw[0])
    if (budget === null) return null
    drawn.set(naming(budget.kind, budget.name), draw)
  }
  return lines.map((line) => {
    const draw = drawn.get(naming(line.kind, line.budget))
    return draw === undefined ? line : { ...line, held: (line.held - amountOf(draw, line)) as MicroUsd }
  })
}

/** A named budget may be called like a connection. */
const naming = (kind: string, name: string): string => `${kind} ${name}`

function amountOf([, ...amounts]: PackedDraw, { window }: BudgetLine): bigint {
  const all = amounts.length === 1
  return BigInt(amounts[all ? 0 : WINDOWS.findIndex((each) => each === window)] ?? '0')
}
