/** Reads bodies and queries against their schemas: everything or nothing, and every fault with its place. */
import { type Json, JsonNumber, type JsonObject, readJson } from '@keybrake/core'
import type { z } from 'zod'
import { type FieldFault, pointerOf, type Read } from './fault.ts'
import { type Aliases, unknownField } from './schema/object.ts'
import type { QuickReader } from './schema/quick.ts'

/** The schema of a body, with the other names its fields may come under. */
export interface BodySchema<T> {
  readonly schema: z.ZodType<T>
  /** Readers of single fields, to compare aliases by meaning. */
  readonly shape: Readonly<Record<string, z.ZodType>>
  readonly aliases: Aliases
  /** The same reading for what is right, at a fraction of the cost; null: bodies of this kind are rare. */
  readonly quick: QuickReader<T> | null
}

export const bodySchema = <T>(
  schema: z.ZodType<T>,
  shape: BodySchema<T>['shape'],
  aliases: Aliases = {},
  quick: QuickReader<T> | null = null,
): BodySchema<T> => ({ schema, shape, aliases, quick })

type Plain = Record<string, unknown>

/** @param text the body as it came; an empty one reads as an object without fields */
export function readBody<T>(body: BodySchema<T>, text: string): Read<T> {
  const json = text === '' ? ({ ok: true, value: new Map() } as const) : readJson(text)
  if (!json.ok) return { ok: false, malformed: true, faults: [{ pointer: '', message: json.why }] }
  if (!(json.value instanceof Map)) return invalid([{ pointer: '', message: 'the body must be a JSON object' }])
  const hidden = MAY_HIDE.test(text) ? hiddenName(json.value, []) : null
  if (hidden !== null) return invalid([{ pointer: pointerOf(hidden), message: unknownField(PROTOTYPE, []) }])
  const renamed = withoutAliases(json.value, body)
  if (renamed.faults.length > 0) return invalid(renamed.faults)
  const value = body.quick?.(renamed.fields) ?? null
  if (value !== null) return { ok: true, value }
  return readWith(body.schema, renamed.fields, (name) => renamed.written.get(name) ?? name)
}

/** @param parameters decoded names and values in order; a name may stand once */
export function readQuery<T>(schema: z.ZodType<T>, parameters: Iterable<readonly [string, string]>): Read<T> {
  const fields: Plain = emptyObject()
  for (const [name, value] of parameters) {
    if (name === PROTOTYPE) return invalid([{ pointer: pointerOf([name]), message: unknownField(name, []) }])
    if (Object.hasOwn(fields, name))
      return invalid([{ pointer: pointerOf([name]), message: 'stands twice in the query' }])
    fields[name] = value
  }
  return readWith(schema, fields, (name) => name)
}

/** An object of JavaScript's can't hold this name as a field: it would be lost on the way, and not refused. */
const PROTOTYPE = '__proto__'
/** Finds every text in which that name may stand: as it is, or written with escapes. */
const MAY_HIDE = /__proto__|\\/

function hiddenName(value: Json, path: readonly (string | number)[]): readonly (string | number)[] | null {
  const members: Iterable<readonly [string | number, Json]> = Array.isArray(value)
    ? (value as readonly Json[]).entries()
    : value instanceof Map
      ? (value as ReadonlyMap<string, Json>)
      : []
  for (const [name, member] of members) {
    const found = name === PROTOTYPE ? [...path, name] : hiddenName(member, [...path, name])
    if (found !== null) return found
  }
  return null
}

function readWith<T>(schema: z.ZodType<T>, fields: Plain, written: (name: string) => string): Read<T> {
  const result = schema.safeParse(fields)
  return result.success
    ? { ok: true, value: result.data }
    : invalid(result.error.issues.flatMap((issue) => faultsOf(issue, written)))
}

function faultsOf(issue: z.core.$ZodIssue, written: (name: string) => string): readonly FieldFault[] {
  const path = issue.path.map((part, depth) => (depth === 0 && typeof part === 'string' ? written(part) : part))
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerOf(path), message: issue.message }]
  const messages = issue.message.split('\n')
  return issue.keys.map((name, index) => ({
    pointer: pointerOf([...path, name]),
    message: messages[index] ?? unknownField(name, []),
  }))
}

function withoutAliases(given: JsonObject, body: Pick<BodySchema<unknown>, 'shape' | 'aliases'>) {
  const fields: Plain = emptyObject()
  /** What came under another name than its own. */
  const written = new Map<string, string>()
  const faults: FieldFault[] = []
  for (const [name, member] of given) {
    const value = plainOf(member)
    const canonical = Object.hasOwn(body.aliases, name) ? (body.aliases[name] as string) : name
    if (!(canonical in fields)) {
      fields[canonical] = value
      if (name !== canonical) written.set(canonical, name)
    } else if (meaning(body, canonical, fields[canonical]) !== meaning(body, canonical, value)) {
      const earlier = written.get(canonical) ?? canonical
      faults.push({
        pointer: pointerOf([name]),
        message: `disagrees with ${earlier}, which means the same; send one of them`,
      })
    }
  }
  return { fields, written, faults }
}

/** What a value says, so that `"1h"` and `3600` agree. A value that can't be read means itself. */
function meaning(body: Pick<BodySchema<unknown>, 'shape'>, field: string, value: unknown): string {
  const read = body.shape[field]?.safeParse(value)
  return (
    JSON.stringify(read?.success === true ? read.data : value, (_, part: unknown) =>
      typeof part === 'bigint' ? `${part}` : part,
    ) ?? ''
  )
}

const invalid = (
  faults: readonly FieldFault[],
): { readonly ok: false; readonly malformed: false; readonly faults: readonly FieldFault[] } => ({
  ok: false,
  malformed: false,
  faults,
})

/** Without a prototype, a field named `__proto__` is a field like any other. */
const emptyObject = (): Plain => Object.create(null) as Plain

/** Maps become objects; numbers stay source text. */
function plainOf(value: Json): unknown {
  if (value === null || typeof value !== 'object' || value instanceof JsonNumber) return value
  if (!(value instanceof Map)) return (value as readonly Json[]).map(plainOf)
  const object = emptyObject()
  for (const [name, member] of value as ReadonlyMap<string, Json>) object[name] = plainOf(member)
  return object
}
