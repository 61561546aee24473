/** What a route gives back: a value for the wire, a stream, or a problem. Problems are values; exceptions are faults. */
import type { Readable } from 'node:stream'
import type { AdminCode, FieldFault, ProblemFacts } from '@keybrake/contract'

export type AdminAnswer =
  | { readonly kind: 'json'; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly kind: 'raw'
      readonly type: string
      readonly body: string | Buffer | Readable
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'problem'; readonly problem: ProblemFacts }

export type Problem = Extract<AdminAnswer, { kind: 'problem' }>

export const json = (body: unknown, headers?: Readonly<Record<string, string>>): AdminAnswer =>
  headers === undefined ? { kind: 'json', body } : { kind: 'json', body, headers }

export const raw = (
  type: string,
  body: string | Buffer | Readable,
  headers?: Readonly<Record<string, string>>,
): AdminAnswer => (headers === undefined ? { kind: 'raw', type, body } : { kind: 'raw', type, body, headers })

export const problem = (code: AdminCode, detail: string, more?: Readonly<Record<string, unknown>>): Problem => ({
  kind: 'problem',
  problem: more === undefined ? { code, detail } : { code, detail, more },
})

/** 422 with the place of each fault. */
export const invalid = (...errors: readonly FieldFault[]): Problem => ({
  kind: 'problem',
  problem: {
    code: 'invalid_request',
    detail: errors.map(({ pointer, message }) => `${pointer || 'body'}: ${message}`).join('; '),
    errors,
  },
})

export const notFound = (what: string): Problem => problem('not_found', `There is no ${what} here that you can see.`)

/** A cursor comes from `next_cursor` of the same list; any other text is a mistake. */
export const wrongCursor = (): Problem => invalid({ pointer: '/cursor', message: 'is not a next_cursor of this list' })

export const isProblem = (value: object): value is Problem => 'kind' in value && value.kind === 'problem'
