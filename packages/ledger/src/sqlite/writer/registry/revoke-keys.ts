import type { Instant } from '@keybrake/core'
import type { KeySelector } from '../../../registry.ts'
import type { Budget } from '../records/budget.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { recordAdmin } from './admin-entry.ts'
import { connectionsOfVendor } from './connections.ts'
import { budgetsMeant, keyIdOf, runsByLabel } from './find-budget.ts'
import {
  liveKeysOfBudget,
  liveKeysOfConnection,
  liveKeysOfLabel,
  liveKeysOfLabelPrefix,
  liveKeysOfRun,
  type Revocation,
  revoke,
} from './revocation.ts'
import { hasRunEnded } from './run-life.ts'

export const revokeKeys: RegistryVerbs['revokeKeys'] = (unit, actor, selector, reason) => {
  const at = unit.time(actor.at)
  const revocation = { actor, reason, at }
  closeRuns(unit, runsMeant(unit, selector, at), revocation)
  return { keyIds: revoke(unit, keysMeant(unit, selector, at), revocation) }
}

/** Live keys that match, or the one that is named. */
export function keysMeant(unit: Unit, selector: KeySelector, at: Instant): readonly Key[] {
  const { principalId } = selector
  return select(unit, selector, at).filter((key) => principalId === null || key.principalId === principalId)
}

/** Runs that a revocation by run closes. */
export function runsMeant(unit: Unit, { run, principalId }: KeySelector, at: Instant): readonly Budget[] {
  if (run === undefined) return []
  return runsByLabel(unit, run).filter(
    (budget) =>
      (principalId === null || budget.principalId === principalId) &&
      budget.closedAt === null &&
      !hasRunEnded(unit, budget, at),
  )
}

function select(unit: Unit, selector: KeySelector, at: Instant): readonly Key[] {
  const { keyId, label, labelPrefix, run, budget, vendor, connection } = selector
  // A key named by its id ends even where it has expired: it must not come back by a later expiry.
  if (keyId !== undefined) return [unit.keys.get(keyId) ?? []].flat()
  if (label !== undefined) return liveKeysOfLabel(unit, label, at)
  if (labelPrefix !== undefined) return liveKeysOfLabelPrefix(unit, labelPrefix, at)
  if (run !== undefined) return liveKeysOfRun(unit, run, at)
  if (budget !== undefined) return ofBudget(unit, budget, at)
  const names = vendor !== undefined ? connectionsOfVendor(unit, vendor) : connection !== undefined ? [connection] : []
  return names.flatMap((name) => liveKeysOfConnection(unit, name, at))
}

/** By budget of its own, or of one class of its money: that key. */
const ofBudget = (unit: Unit, idOrName: string, at: Instant): Key[] =>
  budgetsMeant(unit, idOrName).flatMap((budget) =>
    budget.kind === 'key' ? [unit.keys.get(keyIdOf(budget)) ?? []].flat() : liveKeysOfBudget(unit, budget.id, at),
  )

/** A closed run refuses new keys under its label until it has ended. */
function closeRuns(unit: Unit, runs: readonly Budget[], { actor, reason, at }: Revocation): void {
  for (const run of runs) {
    run.closedAt = at
    unit.budgets.touch(run)
    const facts = { kind: 'run', name: run.name, key_principal: run.principalId, connection: run.connection, reason }
    recordAdmin(unit, actor, at, { action: 'budget.closed', subject: run.id, facts })
  }
}
