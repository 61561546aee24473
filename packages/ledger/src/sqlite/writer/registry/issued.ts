import type { RegistryVerbs } from '../verb.ts'
import { claimedKey } from './issue-claim.ts'
import { keyWithBudgets } from './key-record.ts'

export const issued: RegistryVerbs['issued'] = (unit, principalId, idempotency, at) => {
  const now = unit.time(at)
  const claimed = claimedKey(unit, { ...idempotency, principalId }, now)
  if (claimed === 'mismatch') return { status: 'idempotency_mismatch' }
  const key = claimed === null ? null : unit.keys.get(claimed)
  if (key === null) return { status: 'free' }
  const present = keyWithBudgets(unit, key, now)
  return { status: 'replayed', key: present.key, present }
}
