import { type Instant, instant } from '@keybrake/core'
import type { BudgetRecord } from '../../../registry.ts'
import { integer } from '../columns.ts'
import { viewOf } from '../counters.ts'
import type { Budget } from '../records/budget.ts'
import { keyEnd } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import { keyIdOf } from './find-budget.ts'
import { prepared } from './prepared.ts'
import { runEnd } from './run-life.ts'

const LIVE_KEYS = 'SELECT count(*) AS count FROM key_budgets WHERE budget_id = ? AND ends_at > ?'
const HAS_LIVE_KEY = 'SELECT EXISTS (SELECT 1 FROM key_budgets WHERE budget_id = ? AND ends_at > ?) AS found'

/** A budget with live spend, as readers get it. */
export function budgetRecord(unit: Unit, budget: Budget, at: Instant): BudgetRecord {
  return {
    ...viewOf(budget, at),
    principalId: budget.principalId,
    connection: budget.connection,
    closedAt: budget.closedAt,
    endedAt: runEnd(unit, budget, at),
    liveKeys: liveKeys(unit, budget, at),
    openHolds: budget.counts.openHolds,
    lastActivityAt: lastActivity(budget),
  }
}

/** Its windows roll only as calls come to it. In the hour it was made in, they are where they were. */
function lastActivity({ anchor, counts: { windows } }: Budget): Instant | null {
  const [{ start }, , , { spent, held }] = windows
  return start <= anchor && spent === 0n && held === 0n ? null : instant(start)
}

function liveKeys(unit: Unit, budget: Budget, at: Instant): number {
  if (budget.kind === 'key') {
    const key = unit.keys.get(keyIdOf(budget))
    return key !== null && keyEnd(key) > at ? 1 : 0
  }
  unit.keys.flush()
  const row = prepared(unit.db, LIVE_KEYS).get(budget.id, at)
  return row === undefined ? 0 : integer(row, 'count')
}

export function hasLiveKey(unit: Unit, budgetId: string, at: Instant): boolean {
  unit.keys.flush()
  const row = prepared(unit.db, HAS_LIVE_KEY).get(budgetId, at)
  return row !== undefined && integer(row, 'found') === 1
}
