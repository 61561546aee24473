/** What an endpoint gets to work with. */
import type { ResendState } from './state.ts'

/** What happened, in the terms of the oracle. */
export interface Happened {
  readonly id: string
  readonly status?: string
  /** Recipients; Resend counts each as one email. */
  readonly emails?: number
  /** Defaults to `emails`. */
  readonly added?: number
  readonly recipients?: readonly string[]
}

export interface ResendCall {
  /** `/emails/{id}/cancel` → `['emails', '{id}', 'cancel']` with the real id. */
  readonly segments: readonly string[]
  readonly query: URLSearchParams
  /** The parsed JSON body; undefined where there is none. */
  readonly body: unknown
  /** Header `x-batch-validation: permissive`. */
  readonly permissive: boolean
  readonly state: ResendState
  readonly atMs: number
  happened(what: Happened): void
}

export interface Result {
  readonly status: number
  readonly body: object
}

export type Endpoint = (call: ResendCall) => Result
