/** Ends keys. The one place where a key becomes revoked: its revision rises, so that every remembered copy is stale. */
import type { Instant } from '@keybrake/core'
import type { Actor } from '../../../registry.ts'
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

const OF_CONNECTION = 'SELECT id FROM keys WHERE connection = ? AND revoked_at IS NULL AND expires_at > ?'
const OF_PRINCIPAL = 'SELECT id FROM keys WHERE principal_id = ? AND revoked_at IS NULL AND expires_at > ?'
const OF_LABEL = 'SELECT id FROM keys WHERE label = ? AND revoked_at IS NULL AND expires_at > ?'
const OF_RUN = 'SELECT id FROM keys WHERE run = ? AND revoked_at IS NULL AND expires_at > ?'
const LIVE_LABELS = 'SELECT id, label FROM keys WHERE revoked_at IS NULL AND expires_at > ? AND label IS NOT NULL'
const OF_BUDGET = `SELECT id FROM key_budgets JOIN keys ON seq = key_seq
  WHERE budget_id = ? AND ends_at > ? AND revoked_at IS NULL`

const loaded = (unit: Unit, ids: readonly string[]): Key[] => ids.flatMap((id) => unit.keys.get(id) ?? [])

const idsOf = (rows: readonly Readonly<Record<string, unknown>>[]): string[] => rows.map((row) => text(row, 'id'))

function live(unit: Unit, sql: string, value: string, at: Instant): Key[] {
  unit.keys.flush()
  return loaded(unit, idsOf(prepared(unit.db, sql).all(value, at)))
}

export const liveKeysOfConnection = (unit: Unit, name: string, at: Instant): Key[] =>
  live(unit, OF_CONNECTION, name, at)
export const liveKeysOfPrincipal = (unit: Unit, id: string, at: Instant): Key[] => live(unit, OF_PRINCIPAL, id, at)
export const liveKeysOfLabel = (unit: Unit, label: string, at: Instant): Key[] => live(unit, OF_LABEL, label, at)
export const liveKeysOfRun = (unit: Unit, run: string, at: Instant): Key[] => live(unit, OF_RUN, run, at)
export const liveKeysOfBudget = (unit: Unit, id: string, at: Instant): Key[] => live(unit, OF_BUDGET, id, at)

/** Looks at live keys only: labels of all keys there ever were are many more. */
export function liveKeysOfLabelPrefix(unit: Unit, prefix: string, at: Instant): Key[] {
  unit.keys.flush()
  const ids: string[] = []
  for (const row of prepared(unit.db, LIVE_LABELS).iterate(at)) {
    if (text(row, 'label').startsWith(prefix)) ids.push(text(row, 'id'))
  }
  return loaded(unit, ids)
}
