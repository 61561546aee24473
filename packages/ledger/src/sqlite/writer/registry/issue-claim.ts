/** The admin API's `Idempotency-Key` of an issue request, kept for 24 hours and apart per principal. */
import { DAY_MS, type Instant } from '@keybrake/core'
import { text } from '../columns.ts'
import type { Unit } from '../unit.ts'
import { prepared } from './prepared.ts'

const SELECT = 'SELECT body_hash, key_id FROM issue_claims WHERE principal_id = ? AND key = ? AND at > ?'
const PUT = 'REPLACE INTO issue_claims (principal_id, key, body_hash, key_id, at) VALUES (?, ?, ?, ?, ?)'
const DROP_OLD = 'DELETE FROM issue_claims WHERE at <= ?'

export interface IssueClaim {
  readonly principalId: string
  readonly key: string
  readonly bodyHash: string
}

/** The key that was issued under this name, `mismatch` where it was for another body, null where the name is free. */
export function claimedKey(unit: Unit, claim: IssueClaim, at: Instant): string | 'mismatch' | null {
  const row = prepared(unit.db, SELECT).get(claim.principalId, claim.key, at - DAY_MS)
  if (row === undefined) return null
  return text(row, 'body_hash') === claim.bodyHash ? text(row, 'key_id') : 'mismatch'
}

export function putClaim(unit: Unit, { principalId, key, bodyHash }: IssueClaim, keyId: string, at: Instant): void {
  prepared(unit.db, DROP_OLD).run(at - DAY_MS)
  prepared(unit.db, PUT).run(principalId, key, bodyHash, keyId, at)
}
