/**
 * What the ledger is asked before a call may leave, and what is made of its answer. An answer of `admitted` is the only thing
 * from which an `Admission` is made, and `forward` takes nothing else: no call can reach a vendor past a durable hold.
 */
import { type MicroUsd, type Policy, ZERO_USD } from '@keybrake/core'
import type { Admit, AdmitResult, CallCommand, Cost, EnterResult, Ledger } from '@keybrake/ledger'
import type { Price } from '@keybrake/vendors'

declare const admissionBrand: unique symbol

/** The proof that a call was admitted. */
export interface Admission {
  readonly [admissionBrand]: true
  readonly callId: string
  readonly firstCallId: string
  readonly remaining: MicroUsd | null
}

type Admitted = Extract<AdmitResult, { readonly status: 'admitted' }>

export const enter = (ledger: Ledger, command: CallCommand): Promise<EnterResult> => ledger.enter(command)

export function admissionOf({ callId }: Pick<Admit, 'callId'>, admitted: Admitted): Admission {
  const { firstCallId, remaining } = admitted
  return { callId, firstCallId, remaining } as Admission
}

/** The cost the ledger is asked to hold, by the price and by what the key says of prices that are not known. */
export function costOf(price: Exclude<Price, { kind: 'ask' }>, policy: Policy): Cost {
  if (price.kind === 'free') return { kind: 'free' }
  if (price.kind === 'known') return { kind: 'known', amount: price.amount, object: price.object }
  const { unknownCost } = policy
  // Where a rule exists but yields no number, the call is refused whatever the key says.
  if (price.ruled || unknownCost.kind === 'deny') return { kind: 'unknown', why: price.why }
  return { kind: 'known', amount: unknownCost.kind === 'assume' ? unknownCost.amount : ZERO_USD, object: null }
}
