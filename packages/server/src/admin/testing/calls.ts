/** Calls as the proxy would record them, straight into the ledger: what the admin API then shows. */
import { type Code, type Instant, microUsd } from '@keybrake/core'
import { newId } from '../../ids.ts'
import type { TestAdmin } from './start-admin.ts'

export interface CallOptions {
  readonly usd?: bigint
  readonly end?: 'settled' | 'unknown' | 'open'
  /** What observe mode let pass. */
  readonly observed?: Code
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Admits one call of the key and ends it. Returns its id. */
export async function makeCall({ store, parts }: TestAdmin, keyId: string, options: CallOptions = {}): Promise<string> {
  const at: Instant = parts.clock.now()
  const found = await store.registry.key(keyId, at)
  if (found === null) throw new Error('no such key')
  const { key } = found
  const connection = await store.registry.connection(key.connection)
  const callId = newId('call')
  const facts = {
    key_label: key.label,
    run: key.run,
    principal: key.principalId,
    connection: key.connection,
    vendor: connection?.vendor,
    operation: 'payment_intents.create',
    method: 'POST',
    path: '/v1/payment_intents',
    tags: { team: 'a' },
    ...options.facts,
  }
  const admitted = await store.ledger.admit({
    at,
    callId,
    keyId,
    keyRevision: key.revision,
    connection: key.connection,
    connectionRevision: connection?.revision ?? 0,
    vendor: connection?.vendor ?? '',
    claim: null,
    observed: options.observed ?? null,
    facts: JSON.stringify(facts),
    cost: { kind: 'known', amount: microUsd(options.usd ?? 1_000_000n), object: null },
    entered: false,
    moneyClass: null,
  })
  if (admitted.status !== 'admitted')
    throw new Error(
      `not admitted: ${JSON.stringify(admitted, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))}`,
    )
  const outcome = {
    at,
    callId,
    facts: JSON.stringify({ status: 200, vendor_request_id: `req_${callId}`, latency_ms: 12.5 }),
  }
  if (options.end === 'unknown') await store.ledger.markUnknown(outcome)
  else if (options.end !== 'open')
    await store.ledger.settle({
      ...outcome,
      actual: microUsd(options.usd ?? 1_000_000n),
      object: null,
      givesBack: false,
      replayed: false,
    })
  return callId
}
