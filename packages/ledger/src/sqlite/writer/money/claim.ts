/** What an idempotency key stands for: nothing yet, a hold that this call is an attempt of, or a reason to refuse. */
import type { Instant } from '@keybrake/core'
import type { Claim } from '../../../ledger.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import type { Reason } from './refusal.ts'

export type ClaimFinding =
  | { readonly kind: 'new' }
  | { readonly kind: 'attempt'; readonly hold: Hold }
  | { readonly kind: 'refused'; readonly reason: Reason }

const NEW: ClaimFinding = { kind: 'new' }

export function findClaim(unit: Unit, claim: Claim | null, at: Instant): ClaimFinding {
  if (claim === null) return NEW
  const row = unit.claims.get(claim.identity)
  const hold = row === null ? null : unit.holds.get(row.holdId)
  if (hold === null) return NEW
  // The vendor's window is over: it would do the call again. One still under way is waited for all the same.
  if (at >= hold.endsAt && hold.inFlight === null) return NEW
  if (hold.fingerprint !== claim.fingerprint) return { kind: 'refused', reason: { code: 'idempotency_mismatch' } }
  if (hold.inFlight !== null) return { kind: 'refused', reason: { code: 'idempotency_in_progress' } }
  if (hold.state === 'released') return NEW
  if (claim.onUnknown === 'adopt') return { kind: 'attempt', hold }
  if (hold.state === 'unknown' || hold.state === 'assumed') {
    return { kind: 'refused', reason: { code: 'outcome_unknown', firstCallId: hold.id } }
  }
  // The vendor does not honour the key, so a repeat of a settled call really happens again.
  return NEW
}
