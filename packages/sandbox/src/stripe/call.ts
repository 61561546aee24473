/** What an endpoint gets to work with. */
import type { Params } from './params.ts'
import type { Metadata } from './objects.ts'
import type { StripeState } from './state.ts'

/** What happened, in the terms of the oracle (`added` and `amount` in minor units). */
export interface Happened {
  readonly id: string
  readonly status?: string
  readonly amount?: number
  readonly added?: number
  readonly currency?: string
  readonly customer?: string | null
  readonly metadata?: Metadata
}

export interface StripeCall {
  /** Path segments: `/v1/charges/ch_1/capture` → `['v1', 'charges', 'ch_1', 'capture']`. */
  readonly segments: readonly string[]
  /** The id in the path, empty where there is none. */
  readonly id: string
  readonly params: Params
  readonly state: StripeState
  /** Epoch seconds. */
  readonly now: number
  readonly livemode: boolean
  happened(what: Happened): void
}

export type Endpoint = (call: StripeCall) => object
