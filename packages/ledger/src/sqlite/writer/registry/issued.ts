import type { RegistryVerbs } from '../verb.ts'
import { claimedKey } from './issue-claim.ts'
import { keyRecord } from './key-record.ts'

export const issued: RegistryVerbs['issued'] = (unit, principalId, idempotency, at) => {
  const claimed = claimedKey(unit, { ...idempotency, principalId }, unit.time(at))
  if (claimed === 'mismatch') return { status: 'idempotency_mismatch' }
  const key = claimed === null ? null : unit.keys.get(claimed)
  return key === null ? { status: 'free' } : { status: 'replayed', key: keyRecord(unit, key) }
}
