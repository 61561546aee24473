/** The calls of a grown folder: what agents ask for in the main, with the facts that the proxy writes of them. */
import type { MoneyClass, Refusal } from '@keybrake/core'
import { CallFacts, factsText, outcomeFacts } from '../../packages/server/src/call/facts.ts'
import type { KeyHint } from '../../packages/server/src/call/key-hints.ts'

export interface CallKind {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly moneyClass: MoneyClass | null
  readonly microUsd: number
  readonly end: 'settled' | 'released' | 'unknown' | 'refused'
  readonly status: number | null
}

const PAY = {
  operation: 'payment_intents.create',
  method: 'POST',
  path: '/v1/payment_intents',
  moneyClass: 'charge',
  microUsd: 29_990_000,
} as const

/** `[share of all calls, kind]`. */
const KINDS: readonly (readonly [number, CallKind])[] = [
  [0.2, { ...PAY, end: 'settled', status: 200 }],
  [0.02, { ...PAY, end: 'released', status: 402 }],
  [0.001, { ...PAY, end: 'unknown', status: null }],
  [
    0.03,
    {
      operation: 'refunds.create',
      method: 'POST',
      path: '/v1/refunds',
      moneyClass: 'refund',
      microUsd: 4_990_000,
      end: 'settled',
      status: 200,
    },
  ],
  [
    0.72,
    {
      operation: 'customers.retrieve',
      method: 'GET',
      path: '/v1/customers/cus_Q2VTNtbGVzZW1w',
      moneyClass: null,
      microUsd: 0,
      end: 'settled',
      status: 200,
    },
  ],
  [
    0.029,
    {
      operation: 'payouts.create',
      method: 'POST',
      path: '/v1/payouts',
      moneyClass: 'payout',
      microUsd: 0,
      end: 'refused',
      status: 403,
    },
  ],
]

/** @param chance in [0, 1) */
export function kindAt(chance: number): CallKind {
  let left = chance
  for (const [share, kind] of KINDS) {
    left -= share
    if (left < 0) return kind
  }
  return KINDS[0]?.[1] ?? { ...PAY, end: 'settled', status: 200 }
}

const REFUSAL: Refusal = {
  code: 'endpoint_not_allowed',
  message: 'payouts.create is not on the allowlist of this key.',
  details: {},
}

export const requestIdOf = (number: number): string => `req_growth${number}`
export const objectIdOf = (number: number): string => `pi_growth${number}`

export function factsOf(hint: KeyHint, kind: CallKind, number: number): string {
  const facts = new CallFacts({ tags: { tenant: `t${number % 997}` } }, '10.0.3.17', kind.method, kind.path)
  facts.operation = kind.operation
  facts.moneyClass = kind.moneyClass
  if (kind.microUsd > 0) {
    facts.request = { amount: String(kind.microUsd / 10_000), currency: 'usd', customer: 'cus_Q2VTNtbGVzZW1w' }
    facts.money = { amount: String(kind.microUsd / 10_000), currency: 'usd', rate: '1' }
  }
  return factsText(hint, facts, kind.end === 'refused' ? REFUSAL : null)
}

export function outcomeOf(kind: CallKind, number: number): string {
  const durations = { totalMs: 181.4 + (number % 100), vendorMs: 180.1 + (number % 100) }
  if (kind.status === null) return outcomeFacts(null, null, 'timeout', durations)
  const isDone = kind.end === 'settled'
  return outcomeFacts(
    kind.status,
    {
      verdict: { kind: 'not_performed', endsUnknown: false },
      replayed: false,
      vendorRequestId: requestIdOf(number),
      vendorObjectId: isDone && kind.microUsd > 0 ? objectIdOf(number) : null,
      error: isDone ? null : 'card_declined',
    },
    null,
    durations,
  )
}
