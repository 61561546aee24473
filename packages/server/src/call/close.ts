/**
 * Ends an attempt in the ledger by what its answer proves. The outcome joins the next commit and is not waited for: a
 * crash in between leaves the call `unknown`, which costs too much and never too little.
 */
import { type Instant, ZERO_USD } from '@keybrake/core'
import type { CloseResult, Ledger, Settle } from '@keybrake/ledger'
import type { Reading } from '@keybrake/vendors'
import type { CallParts } from './parts.ts'

export interface Outcome {
  readonly at: Instant
  readonly callId: string
  readonly facts: string
}

/** Records the end of a call. Not waited for: whoever asks later waits for the commit it joins. */
export function recordEnd(
  { log, unrecorded }: Pick<CallParts, 'log' | 'unrecorded'>,
  call_id: string,
  close: () => Promise<CloseResult>,
): void {
  close().then(
    (result) => {
      if (result.status === 'closed' && result.overage > 0n)
        log.warn({ call_id, overage_micro_usd: String(result.overage) }, 'a call cost more than its hold')
    },
    (error: unknown) => {
      log.error({ err: error, call_id }, 'the end of a call could not be recorded')
      unrecorded.add(call_id, close)
    },
  )
}

/**
 * @param creates the call was to make the object it is answered with
 * @param further the sealed answer that is kept for repeats, and when the price is due that is stated later; null: neither
 */
export function closeAnswered(
  ledger: Ledger,
  { at, callId, facts }: Outcome,
  reading: Reading,
  isRead: boolean,
  creates: boolean,
  further: Pick<Settle, 'answer' | 'priceDueAt'> | null,
): Promise<CloseResult> {
  const { verdict, replayed } = reading
  // A read without a price can't have moved money, whatever became of its answer.
  if (isRead) return settleRead(ledger, { at, callId, facts }, replayed)
  switch (verdict.kind) {
    case 'performed': {
      const { actual, object, givesBack, keeps } = verdict
      const settle = { at, callId, facts, actual, object, givesBack, creates, keeps: keeps === true, replayed }
      // For nearly every call there is nothing further, and a copy of all the rest is saved.
      return ledger.settle(further === null ? settle : { ...settle, ...further })
    }
    case 'not_performed':
      return ledger.release({ at, callId, facts, proof: 'refused', endsUnknown: verdict.endsUnknown, replayed })
    case 'unknown':
      return ledger.markUnknown({ at, callId, facts })
  }
}

/** A repeat that was answered without being sent. */
export const closeRepeat = (ledger: Ledger, { at, callId, facts }: Outcome): Promise<CloseResult> =>
  ledger.settle({ at, callId, facts, actual: ZERO_USD, object: null, givesBack: false, replayed: true })

export const closeNotSent = (ledger: Ledger, { at, callId, facts }: Outcome): Promise<CloseResult> =>
  ledger.release({ at, callId, facts, proof: 'not_sent', endsUnknown: false, replayed: false })

/** No whole answer came. */
export function closeBroken(ledger: Ledger, { at, callId, facts }: Outcome, isRead: boolean): Promise<CloseResult> {
  return isRead ? settleRead(ledger, { at, callId, facts }, false) : ledger.markUnknown({ at, callId, facts })
}

const settleRead = (ledger: Ledger, outcome: Outcome, replayed: boolean): Promise<CloseResult> =>
  ledger.settle({ ...outcome, actual: ZERO_USD, object: null, givesBack: false, replayed })
