/**
 * One field's reader as a zod schema. Values come from core's strict JSON reader, so that numbers keep their source text;
 * what the field looks like on the wire is said beside it, for the OpenAPI document.
 */
import { z } from 'zod'

export class Wrong {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

export const wrong = (why: string): Wrong => new Wrong(why)

/** A JSON Schema fragment: what stands in the OpenAPI document. */
export type Shape = Readonly<Record<string, unknown>>

export function leaf<T>(shape: Shape, read: (value: unknown) => T | Wrong) {
  return z
    .unknown()
    .transform((value, context): T => {
      const result = value === undefined ? wrong('is required') : read(value)
      if (!(result instanceof Wrong)) return result
      context.addIssue({ code: 'custom', message: result.why })
      return z.NEVER
    })
    .meta({ ...shape })
}

/** The same field with words of its own for the document. */
export const described = <S extends z.ZodType>(schema: S, description: string): S => schema.meta({ description })
