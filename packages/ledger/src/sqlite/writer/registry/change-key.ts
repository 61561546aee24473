/** Changes a key and its own budgets. What the present windows count stays counted; the next call is judged under the new state. */
import { type Instant, usdNumber } from '@keybrake/core'
import type { KeyChange } from '../../../registry.ts'
import { capsFrom, changeDayReset } from '../counters.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { capFacts, dayResetFact, recordAdmin } from './admin-entry.ts'
import { changeClassCaps, changeClassDays, classCapFacts } from './class-budgets.ts'
import { keyRecord, ownBudget } from './key-record.ts'
import { isDeletedPrincipal } from './principal-row.ts'

export const changeKey: RegistryVerbs['changeKey'] = (unit, actor, change) => {
  const at = unit.time(actor.at)
  const key = unit.keys.get(change.keyId)
  if (key === null) return { status: 'not_found' }
  if (key.revokedAt !== null || hasLostItsGround(unit, key)) return { status: 'revoked' }
  if (key.revision !== change.revision) return { status: 'conflict' }
  changeBudgets(unit, key, change, at)
  if (change.label !== undefined) key.label = change.label
  if (change.expiresAt !== undefined) key.expiresAt = change.expiresAt
  if (change.maxPerCall !== undefined) key.maxPerCall = change.maxPerCall
  if (change.maxCalls !== undefined) key.maxCalls = change.maxCalls
  if (change.maxConcurrentCalls !== undefined) key.maxConcurrentCalls = change.maxConcurrentCalls
  if (change.rateLimit !== undefined) {
    key.rateCalls = change.rateLimit?.calls ?? null
    key.ratePerMs = change.rateLimit?.perMs ?? null
  }
  if (change.document !== undefined) key.document = change.document
  key.revision++
  unit.keys.touch(key)
  recordAdmin(unit, actor, at, { action: 'key.changed', subject: key.id, facts: factsOf(key, change) })
  return { status: 'changed', key: keyRecord(unit, key) }
}

/** An expired key must not come back by a later expiry once its connection or its principal is gone, or is another's by now. */
function hasLostItsGround(unit: Unit, key: Key): boolean {
  const connection = unit.connections.get(key.connection)
  if (connection === null || connection.deletedAt !== null || key.expiresAt <= connection.createdAt) return true
  return isDeletedPrincipal(unit, key.principalId)
}

function changeBudgets(unit: Unit, key: Key, { caps, classBudgets, dayReset }: KeyChange, at: Instant): void {
  if (caps === undefined && classBudgets === undefined && dayReset === undefined) return
  const budget = ownBudget(unit, key)
  if (caps !== undefined) budget.caps = capsFrom(caps)
  if (dayReset !== undefined) {
    changeDayReset(budget, dayReset, at)
    unit.counters.touch(budget)
    changeClassDays(unit, key, dayReset, at)
  }
  unit.budgets.touch(budget)
  if (classBudgets !== undefined) changeClassCaps(unit, key, budget, classBudgets, at)
}

/** Only what was asked for. The document is the server's; that it changed is enough here, and its revision says which. */
function factsOf(key: Key, change: KeyChange): Readonly<Record<string, unknown>> {
  const { label, expiresAt, caps, classBudgets, dayReset, maxPerCall, maxCalls, maxConcurrentCalls } = change
  const { rateLimit, document } = change
  return {
    key_principal: key.principalId,
    connection: key.connection,
    revision: key.revision,
    ...(label === undefined ? {} : { label }),
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    ...(caps === undefined ? {} : { caps_usd: capFacts(caps) }),
    ...(classBudgets === undefined ? {} : { class_caps_usd: classCapFacts(classBudgets) }),
    ...(dayReset === undefined ? {} : { day_reset: dayResetFact(dayReset) }),
    ...(maxPerCall === undefined ? {} : { max_usd_per_call: maxPerCall === null ? null : usdNumber(maxPerCall) }),
    ...(maxCalls === undefined ? {} : { max_calls: maxCalls }),
    ...(maxConcurrentCalls === undefined ? {} : { max_concurrent_calls: maxConcurrentCalls }),
    ...(rateLimit === undefined ? {} : { rate_limit: rateLimit }),
    ...(document === undefined ? {} : { policy_changed: true }),
  }
}
