/** Lists budgets, newest first, without deleted ones and ended runs. Keys' own budgets only where they are asked for. */
import type { BudgetKind } from '@keybrake/core'
import type { BudgetRecord } from '../../../registry.ts'
import { integer, text } from '../columns.ts'
import type { Budget } from '../records/budget.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { budgetRecord } from './budget-record.ts'
import { cursorOf, cursorSeq } from './cursor.ts'
import { prepared } from './prepared.ts'
import { hasRunEnded } from './run-life.ts'

const SHARED = `SELECT seq, id FROM budgets WHERE kind <> 'key' AND kind = ? AND deleted_at IS NULL AND ended_at IS NULL
  AND seq < ? ORDER BY seq DESC LIMIT ?`
const OWN = "SELECT seq, id FROM budgets WHERE kind = 'key' AND seq < ? ORDER BY seq DESC LIMIT ?"

const SHARED_KINDS = ['named', 'run', 'connection'] as const
/** One page looks at so many budgets only; it may hold fewer than its limit and still have a successor. */
const LOOKED_AT_MAX = 2000

export const budgets: RegistryVerbs['budgets'] = (unit, filter) => {
  const at = unit.time(filter.at)
  const isMeant = (budget: Budget): boolean =>
    (filter.principalId === undefined || budget.principalId === filter.principalId) && !hasRunEnded(unit, budget, at)
  const spots = spotsBefore(unit, filter.kind, cursorSeq(filter.cursor))
  const data: BudgetRecord[] = []
  for (const [index, { id }] of spots.entries()) {
    const last = spots[index - 1]
    const isFull = data.length === filter.limit || index === LOOKED_AT_MAX
    if (isFull && last !== undefined) return { data, nextCursor: cursorOf(last.seq) }
    const found = unit.budgets.get(id)
    if (found !== null && isMeant(found)) data.push(budgetRecord(unit, found, at))
  }
  return { data, nextCursor: null }
}

interface Spot {
  readonly seq: number
  readonly id: string
}

/** The next ones of each kind, newest first: one more than a page looks at. */
function spotsBefore(unit: Unit, kind: BudgetKind | undefined, before: number): readonly Spot[] {
  unit.budgets.flush()
  const max = LOOKED_AT_MAX + 1
  const rows =
    kind === 'key'
      ? prepared(unit.db, OWN).all(before, max)
      : (kind === undefined ? SHARED_KINDS : [kind]).flatMap((each) => prepared(unit.db, SHARED).all(each, before, max))
  return rows
    .map((row) => ({ seq: integer(row, 'seq'), id: text(row, 'id') }))
    .sort((a, b) => b.seq - a.seq)
    .slice(0, max)
}
