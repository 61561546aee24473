/**
 * Ends an attempt in the ledger by what its answer proves. The outcome joins the next commit and is not waited for: a
 * crash in between leaves the call `unknown`, which costs too much and never too little.
 */
import { type Instant, ZERO_USD } from '@keybrake/core'
import type { CloseResult, Ledger } from '@keybrake/ledger'
import type { Reading } from '@keybrake/vendors'

export interface Outcome {
  readonly at: Instant
  readonly callId: string
  readonly facts: string
}

/** @param creates the call was to make the object it is answered with */
export function closeAnswered(
  ledger: Ledger,
  { at, callId, facts }: Outcome,
  reading: Reading,
  isRead: boolean,
  creates: boolean,
): Promise<CloseResult> {
  const { verdict, replayed } = reading
  // A read without a price can't have moved money, whatever became of its answer.
  if (isRead) return settleRead(ledger, { at, callId, facts }, replayed)
  switch (verdict.kind) {
    case 'performed':
      return ledger.settle({
        at,
        callId,
        facts,
        actual: verdict.actual,
        object: verdict.object,
        givesBack: verdict.givesBack,
        creates,
        keeps: verdict.keeps === true,
        replayed,
      })
    case 'not_performed':
      return ledger.release({ at, callId, facts, proof: 'refused', endsUnknown: verdict.endsUnknown, replayed })
    case 'unknown':
      return ledger.markUnknown({ at, callId, facts })
  }
}

export const closeNotSent = (ledger: Ledger, { at, callId, facts }: Outcome): Promise<CloseResult> =>
  ledger.release({ at, callId, facts, proof: 'not_sent', endsUnknown: false, replayed: false })

/** No whole answer came. */
export function closeBroken(ledger: Ledger, { at, callId, facts }: Outcome, isRead: boolean): Promise<CloseResult> {
  return isRead ? settleRead(ledger, { at, callId, facts }, false) : ledger.markUnknown({ at, callId, facts })
}

const settleRead = (ledger: Ledger, outcome: Outcome, replayed: boolean): Promise<CloseResult> =>
  ledger.settle({ ...outcome, actual: ZERO_USD, object: null, givesBack: false, replayed })
