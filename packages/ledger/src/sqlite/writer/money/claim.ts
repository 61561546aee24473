/** What an idempotency key stands for: nothing yet, a hold that this call is an attempt of, or a reason to refuse. */
import type { Instant } from '@keybrake/core'
import type { Claim } from '../../../ledger.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import type { Reason } from './refusal.ts'

export type ClaimFinding =
  | { readonly kind: 'new' }
  | { readonly kind: 'attempt'; readonly hold: Hold }
  /** The vendor would do it again: what it answered the first time is the answer. */
  | { readonly kind: 'answered'; readonly hold: Hold; readonly answer: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: Reason }

const NEW: ClaimFinding = { kind: 'new' }

export function findClaim(unit: Unit, claim: Claim | null, at: Instant): ClaimFinding {
  if (claim === null) return NEW
  const hold = unit.holds.ofIdentity(claim.identity)
  if (hold === null) return NEW
  // The vendor's window is over: it would do the call again. One still under way is waited for all the same.
  if (at >= hold.endsAt && hold.inFlight === null) return NEW
  if (hold.fingerprint !== claim.fingerprint) return { kind: 'refused', reason: { code: 'idempotency_mismatch' } }
  if (hold.inFlight !== null) return { kind: 'refused', reason: { code: 'idempotency_in_progress' } }
  if (hold.state === 'released') return NEW
  if (claim.onUnknown === 'adopt') return { kind: 'attempt', hold }
  const answer = unit.answers.of(hold.id)
  if (answer !== null && isOver(hold)) return { kind: 'answered', hold, answer }
  // What moved no money may be done again; what may have moved some is not.
  if (hold.state === 'free') return NEW
  return { kind: 'refused', reason: { code: 'outcome_unknown', firstCallId: hold.id, happened: isOver(hold) } }
}

/** Its end is known, and that it happened. */
const isOver = ({ state }: Hold): boolean => state === 'settled' || state === 'free'
