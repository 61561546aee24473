import { randomUUID } from 'node:crypto'
import type { Instant } from '@keybrake/core'
import type { KeySelector } from '../../../registry.ts'
import { newBudget } from '../counters.ts'
import type { Budget } from '../records/budget.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { recordAdmin } from './admin-entry.ts'
import { connectionsOfVendor } from './connections.ts'
import { budgetsMeant, keyIdOf, liveRun, type RunName, runsByLabel } from './find-budget.ts'
import {
  liveKeysOfBudget,
  liveKeysOfConnection,
  liveKeysOfLabel,
  liveKeysOfLabelPrefix,
  liveKeysOfRun,
  type Revocation,
  revoke,
} from './revocation.ts'
import { hasRunEnded, runsOfKeys } from './run-life.ts'
import { startRun } from './start-run.ts'

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

/**
 * Runs that a revocation by run closes. One whose keys share no budget gets one without caps, to say so; it is not yet added
 * to the unit.
 */
export function runsMeant(unit: Unit, { run, principalId }: KeySelector, at: Instant): readonly MeantRun[] {
  if (run === undefined) return []
  const shared = runsByLabel(unit, run).filter((budget) => !hasRunEnded(unit, budget, at))
  const unshared = runsOfKeys(unit, run, at).filter((name) => liveRun(unit, name, at) === null)
  return [
    ...shared.map((budget) => ({ budget, isNew: false })),
    ...unshared.map((name) => ({ budget: budgetOf(name, at), isNew: true })),
  ].filter(({ budget }) => (principalId === null || budget.principalId === principalId) && budget.closedAt === null)
}

interface MeantRun {
  readonly budget: Budget
  readonly isNew: boolean
}

function budgetOf(run: RunName, at: Instant): Budget {
  const id = `bud_${randomUUID().replaceAll('-', '')}`
  const dayReset = { kind: 'anchored' } as const
  return newBudget({ id, kind: 'run', name: `run:${run.label}`, caps: {}, anchor: at, dayReset, run }, at)
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
function closeRuns(unit: Unit, runs: readonly MeantRun[], { actor, reason, at }: Revocation): void {
  for (const { budget, isNew } of runs) {
    if (isNew) startRun(unit, budget, at)
    budget.closedAt = at
    unit.budgets.touch(budget)
    const { name, principalId, connection } = budget
    const facts = { kind: 'run', name, key_principal: principalId, connection, reason }
    recordAdmin(unit, actor, at, { action: 'budget.closed', subject: budget.id, facts })
  }
}
