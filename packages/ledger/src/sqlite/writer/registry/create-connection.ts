import type { Instant } from '@keybrake/core'
import type { Caps } from '@keybrake/core'
import { capsFrom, newBudget } from '../counters.ts'
import type { Connection } from '../records/connection.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { capFacts, recordAdmin } from './admin-entry.ts'

/** A name that was deleted comes back with its old budget, so that deleting and making anew never resets a cap. */
export const createConnection: RegistryVerbs['createConnection'] = (unit, actor, given, caps) => {
  const at = unit.time(actor.at)
  const former = unit.connections.get(given.name)
  if (former !== null && former.deletedAt === null) return { status: 'name_taken' }
  const made = {
    ...given,
    budgetId: former?.budgetId ?? given.budgetId,
    revision: (former?.revision ?? 0) + 1,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  }
  if (former === null) {
    addBudget(unit, made, caps, at)
    unit.connections.add(made.name, made)
  } else {
    putCaps(unit, former.budgetId, caps)
    unit.connections.touch(Object.assign(former, made))
  }
  const { vendor, sandbox } = made
  const facts = { vendor, sandbox, caps_usd: capFacts(caps), revived: former !== null }
  recordAdmin(unit, actor, at, { action: 'connection.created', subject: made.name, facts })
  return { status: 'created', connection: { ...made } }
}

function addBudget(unit: Unit, { name, budgetId }: Connection, caps: Caps, at: Instant): void {
  const wanted = {
    id: budgetId,
    kind: 'connection',
    name,
    caps,
    anchor: at,
    dayReset: { kind: 'anchored' },
    run: null,
  } as const
  unit.budgets.add(budgetId, { ...newBudget(wanted, at), connection: name })
}

export function putCaps(unit: Unit, budgetId: string, caps: Caps): void {
  const budget = unit.budgets.get(budgetId)
  if (budget === null) throw new Error(`budget ${budgetId} is gone`)
  budget.caps = capsFrom(caps)
  unit.budgets.touch(budget)
}
