/** Ends keys. The one place where a key becomes revoked: its revision rises, so that every remembered copy is stale. */
import type { Instant } from '@keybrake/core'
import type { Actor } from '../../../ledger.ts'
import { text } from '../columns.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import { recordAdmin } from './admin-entry.ts'
import { prepared } from './prepared.ts'

export interface Revocation {
  readonly actor: Actor
  readonly reason: string | null
  readonly at: Instant
}

/** Ids of the keys it revoked now. */
export function revoke(unit: Unit, keys: Iterable<Key>, { actor, reason, at }: Revocation): string[] {
  const ids: string[] = []
  for (const key of keys) {
    if (key.revokedAt !== null) continue
    key.revokedAt = at
    key.revokeReason = reason
    key.revision++
    unit.keys.touch(key)
    ids.push(key.id)
    const { principalId, connection, label, run } = key
    const facts = { key_principal: principalId, connection, label, run, reason }
    recordAdmin(unit, actor, at, { action: 'key.revoked', subject: key.id, facts })
  }
  return ids
}

const OF_CONNECTION = 'SELECT id FROM keys WHERE connection = ? AND revoked_at IS NULL'
const OF_PRINCIPAL = 'SELECT id FROM keys WHERE principal_id = ? AND revoked_at IS NULL'
const OF_LABEL = 'SELECT id FROM keys WHERE label = ? AND revoked_at IS NULL AND expires_at > ?'
const OF_RUN = 'SELECT id FROM keys WHERE run = ? AND revoked_at IS NULL AND expires_at > ?'
const FROM_LABEL = `SELECT id, label FROM keys WHERE label >= ? AND revoked_at IS NULL AND expires_at > ? ORDER BY label`
const OF_BUDGET = `SELECT id FROM key_budgets JOIN keys ON seq = key_seq
  WHERE budget_id = ? AND ends_at > ? AND revoked_at IS NULL`

const loaded = (unit: Unit, ids: readonly string[]): Key[] => ids.flatMap((id) => unit.keys.get(id) ?? [])

const idsOf = (rows: readonly Readonly<Record<string, unknown>>[]): string[] => rows.map((row) => text(row, 'id'))

/** Expired keys too: one must not come back by a later expiry once what it stood on is gone. */
export function keysOfConnection(unit: Unit, name: string): Key[] {
  unit.keys.flush()
  return loaded(unit, idsOf(prepared(unit.db, OF_CONNECTION).all(name)))
}

/** Expired keys too, as above. */
export function keysOfPrincipal(unit: Unit, principalId: string): Key[] {
  unit.keys.flush()
  return loaded(unit, idsOf(prepared(unit.db, OF_PRINCIPAL).all(principalId)))
}

export function liveKeysOfLabel(unit: Unit, label: string, at: Instant): Key[] {
  unit.keys.flush()
  return loaded(unit, idsOf(prepared(unit.db, OF_LABEL).all(label, at)))
}

export function liveKeysOfRun(unit: Unit, run: string, at: Instant): Key[] {
  unit.keys.flush()
  return loaded(unit, idsOf(prepared(unit.db, OF_RUN).all(run, at)))
}

export function liveKeysOfBudget(unit: Unit, budgetId: string, at: Instant): Key[] {
  unit.keys.flush()
  return loaded(unit, idsOf(prepared(unit.db, OF_BUDGET).all(budgetId, at)))
}

/** In the order of the index, labels with one beginning stand together: the walk ends at the first that has another. */
export function liveKeysOfLabelPrefix(unit: Unit, prefix: string, at: Instant): Key[] {
  unit.keys.flush()
  const ids: string[] = []
  for (const row of prepared(unit.db, FROM_LABEL).iterate(prefix, at)) {
    if (!text(row, 'label').startsWith(prefix)) break
    ids.push(text(row, 'id'))
  }
  return loaded(unit, ids)
}
