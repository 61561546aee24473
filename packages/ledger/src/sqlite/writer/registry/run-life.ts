/** A run ends 7 days after its last key ended with no hold open, or when it is deleted; then its label starts anew. */
import { DAY_MS, type Instant, instant } from '@keybrake/core'
import { integerOrNull, text } from '../columns.ts'
import type { Budget } from '../records/budget.ts'
import type { RunName } from './find-budget.ts'
import type { Unit } from '../unit.ts'
import { prepared } from './prepared.ts'

export const RUN_REST_MS = 7 * DAY_MS

const LAST_END = 'SELECT max(ends_at) AS ends_at FROM key_budgets WHERE budget_id = ?'

/** When the run ended, or null while its label still means it. */
export function runEnd(unit: Unit, run: Budget, at: Instant): Instant | null {
  if (run.endedAt !== null) return run.endedAt
  if (run.kind !== 'run' || run.counts.openHolds > 0) return null
  unit.keys.flush()
  const row = prepared(unit.db, LAST_END).get(run.id)
  const lastEnd = (row === undefined ? null : integerOrNull(row, 'ends_at')) ?? run.anchor
  const end = instant(lastEnd + RUN_REST_MS)
  return end <= at ? end : null
}

export const hasRunEnded = (unit: Unit, run: Budget, at: Instant): boolean => runEnd(unit, run, at) !== null

const OF_KEYS = `SELECT DISTINCT principal_id, connection FROM keys
  WHERE run = ? AND min(expires_at, ifnull(revoked_at, expires_at)) > ?`

/** Runs under this label by their keys, the last of which lives or ended within the rest; they may share no budget. */
export function runsOfKeys(unit: Unit, label: string, at: Instant): readonly RunName[] {
  unit.keys.flush()
  const rows = prepared(unit.db, OF_KEYS).all(label, at - RUN_REST_MS)
  return rows.map((row) => ({ principalId: text(row, 'principal_id'), connection: text(row, 'connection'), label }))
}
