/** What an endpoint gets to work with. */
import type { Account } from './objects.ts'
import type { Params } from './params.ts'
import type { TwilioState } from './state.ts'

export interface TwilioPrices {
  /** Micro-USD for one segment of a text message. */
  readonly segmentMicroUsd: bigint
  /** Micro-USD for a message with media. */
  readonly mediaMicroUsd: bigint
  /** Micro-USD for a begun minute of a phone call. */
  readonly voiceMinuteMicroUsd: bigint
  /** How long after sending a message shows its price. */
  readonly priceAfterMs: number
}

/** What happened, in the terms of the oracle. */
export interface Happened {
  readonly id: string
  readonly status?: string
  readonly amountMicroUsd?: bigint
  /** Defaults to the amount. */
  readonly addedMicroUsd?: bigint
  readonly customer?: string
}

export interface TwilioCall {
  /** After the account: `Messages`, `SM…`. For other products all of the path. */
  readonly segments: readonly string[]
  /** The account the path names, else the caller's own. */
  readonly account: Account
  readonly params: Params
  readonly state: TwilioState
  readonly prices: TwilioPrices
  readonly atMs: number
  happened(what: Happened): void
}

export interface Result {
  readonly status: number
  /** Null for 204. */
  readonly body: object | null
  /** The element that XML wraps it in: `Message`. */
  readonly element: string
}

export type Endpoint = (call: TwilioCall) => Result
