/** One call of the admin API: where it is, who may make it, what goes in and what comes out. The document and the routes are both built from these. */
import type { z } from 'zod'
import type { AdminCode } from './codes.ts'
import type { BodySchema } from './read.ts'
import type { Role } from './requests/principals.ts'

export interface Operation<B, Q> {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{name}` for a variable segment. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** `public`: no credential. */
  readonly access: 'public' | readonly Role[]
  readonly query: z.ZodType<Q>
  /** Where the document can't be made from `query` itself. */
  readonly queryShape?: z.ZodType
  /** Null: a body is refused. */
  readonly body: BodySchema<B> | null
  readonly bodyExample?: unknown
  /** Request headers besides the credential. */
  readonly headers?: readonly { readonly name: string; readonly description: string }[]
  readonly answer: {
    readonly status: number
    /** `application/json` unless told. */
    readonly type?: string
    /** Further media types that the query can ask for. */
    readonly otherTypes?: readonly string[]
    readonly schema: z.ZodType
    readonly example: unknown
  }
  /** Besides those that every call of its kind can answer with. */
  readonly errors: readonly AdminCode[]
}

export const operation = <B, Q>(definition: Operation<B, Q>): Operation<B, Q> => definition

export type AnyOperation = Operation<unknown, unknown>

/** Of calls that change what somebody else may change too. */
export const IF_MATCH = {
  name: 'If-Match',
  description:
    '`ETag` of the read that the change was made from: where it was changed since, 412 and nothing is changed.',
} as const

export const OPERATOR = ['operator'] as const
export const READERS = ['operator', 'auditor'] as const
export const ISSUERS = ['operator', 'issuer'] as const
export const EVERYONE = ['operator', 'issuer', 'auditor'] as const
