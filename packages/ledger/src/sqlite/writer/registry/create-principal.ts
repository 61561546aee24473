import { capsOf, newBudget } from '../counters.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { capFacts, recordAdmin } from './admin-entry.ts'
import { credentialOwner, putCredential } from './credential.ts'
import { liveNamedBudget } from './find-budget.ts'
import { prepared } from './prepared.ts'
import { principalById } from './principal-row.ts'

const INSERT = `INSERT INTO principals (id, name, role, ceilings, budget_ids, created_at, deleted_at)
  VALUES (?, ?, ?, ?, ?, ?, NULL)`

export const createPrincipal: RegistryVerbs['createPrincipal'] = (unit, actor, given, ownBudget, required, mac) => {
  const at = unit.time(actor.at)
  const { id, name, role, ceilings, createdAt } = given
  const missing = required.find((budgetName) => liveNamedBudget(unit, budgetName) === null)
  if (missing !== undefined) return { status: 'unknown_budget', name: missing }
  refuseDouble(unit, id, mac)
  const own = ownBudget === null ? null : { ...newBudget(ownBudget, at), principalId: id }
  if (own !== null) unit.budgets.add(own.id, own)
  const requiredIds = required.flatMap((budgetName) => liveNamedBudget(unit, budgetName)?.id ?? [])
  const budgetIds = [...new Set([...(own === null ? [] : [own.id]), ...requiredIds])]
  prepared(unit.db, INSERT).run(id, name, role, ceilings, JSON.stringify(budgetIds), createdAt)
  putCredential(unit, mac, id, at)
  const facts = {
    name,
    role,
    ceilings: ceilings === null ? null : (JSON.parse(ceilings) as unknown),
    ...(own === null ? {} : { caps_usd: capFacts(capsOf(own)) }),
    required_budgets: required,
  }
  recordAdmin(unit, actor, at, { action: 'principal.created', subject: id, facts })
  return { status: 'created', principal: { ...given, budgetIds, deletedAt: null } }
}

/** Ids and credentials are random: one that is there already is a fault of the caller. */
function refuseDouble(unit: Unit, id: string, mac: string): void {
  if (principalById(unit, id) !== null) throw new Error(`principal ${id} is there already`)
  if (credentialOwner(unit, mac) !== null) throw new Error('this credential belongs to another principal')
}
