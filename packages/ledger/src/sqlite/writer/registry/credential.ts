/** Credentials of principals: only their MACs are kept. */
import type { Instant } from '@keybrake/core'
import { text } from '../columns.ts'
import type { Unit } from '../unit.ts'
import { prepared } from './prepared.ts'

const OWNER = 'SELECT principal_id FROM credentials WHERE mac = ? AND ended_at IS NULL'
const PUT = `INSERT INTO credentials (mac, principal_id, created_at, ended_at) VALUES (?, ?, ?, NULL)
  ON CONFLICT (mac) DO UPDATE SET principal_id = excluded.principal_id, created_at = excluded.created_at, ended_at = NULL`
const END = 'UPDATE credentials SET ended_at = ? WHERE principal_id = ? AND ended_at IS NULL'

/** Id of the principal that a live credential belongs to. */
export function credentialOwner(unit: Unit, mac: string): string | null {
  const row = prepared(unit.db, OWNER).get(mac)
  return row === undefined ? null : text(row, 'principal_id')
}

/** A former credential may be taken up again; one that opens another principal's door may not. */
export function putCredential(unit: Unit, mac: string, principalId: string, at: Instant): void {
  const owner = credentialOwner(unit, mac)
  if (owner !== null && owner !== principalId) throw new Error('this credential belongs to another principal')
  prepared(unit.db, PUT).run(mac, principalId, at)
}

export function endCredentials(unit: Unit, principalId: string, at: Instant): void {
  prepared(unit.db, END).run(at, principalId)
}
