import type { Instant } from '@keybrake/core'
import type { Budget } from '../records/budget.ts'
import type { Unit } from '../unit.ts'
import { runNotMarkedEnded } from './find-budget.ts'
import { runEnd } from './run-life.ts'

/** The label starts anew: what it meant before is marked as ended, in rows first, because only one may be live. */
export function startRun(unit: Unit, run: Budget, at: Instant): void {
  const { principalId, connection, run: label } = run
  if (principalId === null || connection === null || label === null) throw new Error('a run has an owner')
  const former = runNotMarkedEnded(unit, { principalId, connection, label })
  if (former !== null) {
    former.endedAt = runEnd(unit, former, at)
    unit.budgets.touch(former)
    unit.budgets.flush()
  }
  unit.budgets.add(run.id, run)
}
