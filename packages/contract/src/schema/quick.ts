/**
 * Reads a body's fields by their leaves alone, without what a schema spends on being able to say what is wrong. It accepts what
 * the schema of the same shape, check and outcome accepts, as the same value; for anything else the schema is asked.
 */
import type { z } from 'zod'
import { type LeafReader, readerOf, Wrong } from './leaf.ts'

/** Where a check says what speaks against the fields taken together. */
export type CheckContext = Pick<z.core.$RefinementCtx, 'addIssue'>

export interface QuickParts<S extends z.ZodRawShape, T> {
  readonly shape: S
  readonly check: (given: z.output<z.ZodObject<S>>, context: CheckContext) => void
  readonly become: (given: z.output<z.ZodObject<S>>) => T
}

/** Null where the schema must be asked. */
export type QuickReader<T> = (fields: Readonly<Record<string, unknown>>) => T | null

export function quickReader<S extends z.ZodRawShape, T>({ shape, check, become }: QuickParts<S, T>): QuickReader<T> {
  const readers = new Map<string, LeafReader>()
  const required: string[] = []
  for (const [name, schema] of Object.entries(shape) as [string, z.ZodType][]) {
    readers.set(name, readerOf(schema))
    if (!schema.safeParse(undefined).success) required.push(name)
  }
  return (fields) => {
    for (const name of required) if (fields[name] === undefined) return null
    const given: Record<string, unknown> = {}
    for (const name in fields) {
      const value = readers.get(name)?.(fields[name]) ?? UNKNOWN
      if (value instanceof Wrong) return null
      given[name] = value
    }
    const typed = given as z.output<z.ZodObject<S>>
    let isRight = true
    check(typed, {
      addIssue: () => {
        isRight = false
      },
    })
    return isRight ? become(typed) : null
  }
}

const UNKNOWN = new Wrong('')
