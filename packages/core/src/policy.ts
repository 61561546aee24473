/** What a vault key may do. Built once when a key is issued or changed, from the wire's names; judged on every call. */
import type { MicroUsd } from './money.ts'

/** A rule on one field. A write that lacks a ruled field is refused unless the rule is `optional` (SPEC section 5). */
export interface ParameterRule {
  /** Numeric bounds, inclusive, on the field's integer value, as decimal text of an integer. */
  readonly max?: string
  readonly min?: string
  readonly eq?: string
  readonly in?: readonly string[]
  readonly prefix?: readonly string[]
  /** Mail domains: the part after the last `@` of every address, compared without case. */
  readonly domain?: readonly string[]
  readonly absent?: true
  readonly optional?: true
}

/** By field name in the vendor's own spelling, e.g. `amount`, `metadata[tier]`, `To`. */
export type ParameterRules = Readonly<Record<string, ParameterRule>>

export type UnknownCost =
  | { readonly kind: 'deny' }
  | { readonly kind: 'allow' }
  | { readonly kind: 'assume'; readonly amount: MicroUsd }

export interface RateLimit {
  readonly calls: number
  readonly perMs: number
}

export interface Policy {
  /** Entries in the grammar of SPEC section 5, as the issuer wrote them. */
  readonly allowedEndpoints: readonly string[]
  readonly parameters: ParameterRules
  readonly unknownCost: UnknownCost
  readonly accounts: readonly string[]
  readonly openedEndpoints: readonly string[]
  readonly maxPerCall: MicroUsd | null
  readonly maxCalls: number | null
  readonly maxConcurrentCalls: number | null
  readonly rateLimit: RateLimit | null
  readonly exhaustedStatus: 429 | 402
  readonly idempotencyScope: 'principal' | 'run'
  readonly mode: 'enforce' | 'observe'
  readonly uncapped: boolean
}
