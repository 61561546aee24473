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

/** What a field's value becomes, or what is wrong with it. Values are never undefined: such a field is not there. */
export type LeafReader = (value: unknown) => unknown

/** By the schema that was made of it. */
const readers = new WeakMap<z.ZodType, LeafReader>()

/** The reader of a leaf, optional or not; of any other schema, the schema itself. */
export function readerOf(schema: z.ZodType): LeafReader {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema
  return readers.get(inner) ?? ((value) => asked(inner, value))
}

function asked(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  return result.success ? result.data : wrong('')
}

export function leaf<T>(shape: Shape, read: (value: unknown) => T | Wrong) {
  const schema = z
    .unknown()
    .transform((value, context): T => {
      const result = value === undefined ? wrong('is required') : read(value)
      if (!(result instanceof Wrong)) return result
      context.addIssue({ code: 'custom', message: result.why })
      return z.NEVER
    })
    .meta({ ...shape })
  readers.set(schema, read)
  return schema
}

/** The same field with words of its own for the document. */
export const described = <S extends z.ZodType>(schema: S, description: string): S => schema.meta({ description })
