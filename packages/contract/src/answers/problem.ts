/** RFC 9457 problems: what every admin error looks like. */
import { z } from 'zod'
import { ADMIN_CODES, type AdminCode } from '../codes.ts'
import type { FieldFault } from '../fault.ts'

export const PROBLEM_TYPE = 'application/problem+json'

export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z
      .array(z.object({ pointer: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'One entry per wrong field, with a JSON pointer (RFC 6901) to it.' }),
  })
  .catchall(z.unknown())
  .meta({ id: 'Problem' })

export interface ProblemFacts {
  readonly code: AdminCode
  readonly detail: string
  readonly errors?: readonly FieldFault[]
  /** Further members, such as `ceiling`. */
  readonly more?: Readonly<Record<string, unknown>>
}

export function wireProblem({ code, detail, errors, more }: ProblemFacts): Readonly<Record<string, unknown>> {
  const { status, title } = ADMIN_CODES[code]
  return { type: 'about:blank', title, status, code, detail, ...(errors === undefined ? {} : { errors }), ...more }
}
