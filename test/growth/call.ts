/** One call of a grown folder, from its admission to its end, as the call path asks the ledger for it. */
import { hash } from 'node:crypto'
import { DAY_MS, type Instant, instant, microUsd } from '@keybrake/core'
import type { Claim, Store } from '@keybrake/ledger'
import { newId } from '../../packages/server/src/ids.ts'
import { type CallKind, factsOf, outcomeOf } from './calls.ts'
import type { RingKey } from './key-ring.ts'

/** Resolves when it is admitted, or refused. Its end joins the next commit, and nobody waits. Throws where the ledger refuses it. */
export async function call(
  { ledger }: Pick<Store, 'ledger'>,
  { record, hint }: RingKey,
  kind: CallKind,
  { at, number }: { readonly at: Instant; readonly number: number },
): Promise<void> {
  const callId = newId('call')
  const facts = factsOf(hint, kind, number)
  if (kind.end === 'refused') {
    await ledger.refuse({ at, callId, keyId: record.id, code: 'endpoint_not_allowed', facts })
    return
  }
  const amount = microUsd(BigInt(kind.microUsd))
  const admitted = await ledger.admit({
    ...{ at, callId, facts, keyId: record.id, keyRevision: record.revision },
    ...{ connection: record.connection, connectionRevision: 1, vendor: hint.document.vendor },
    claim: kind.method === 'POST' ? claimOf(callId, at) : null,
    observed: null,
    cost: kind.microUsd === 0 ? { kind: 'free' } : { kind: 'known', amount, object: null },
    moneyClass: kind.moneyClass,
    entered: false,
  })
  if (admitted.status !== 'admitted')
    throw new Error(`a call was ${admitted.status}${'code' in admitted ? `: ${admitted.code}` : ''}`)
  const end = { at, callId, facts: outcomeOf(kind, number) }
  if (kind.end === 'unknown') void ledger.markUnknown(end)
  else if (kind.end === 'released')
    void ledger.release({ ...end, proof: 'refused', endsUnknown: false, replayed: false })
  else void ledger.settle({ ...end, actual: amount, object: null, givesBack: false, replayed: false })
}

/** Each write brings an idempotency key of its own. */
const claimOf = (callId: string, at: Instant): Claim => ({
  identity: hash('sha256', callId, 'base64url'),
  fingerprint: 'one',
  endsAt: instant(at + DAY_MS),
  onUnknown: 'adopt',
})
