import { type Json, type JsonObject, JsonNumber } from './json.ts'
import { writeJson } from './json-text.ts'
import type { Field, ReadRequest } from './request.ts'

/**
 * One text that two requests share iff method, product, path and all parameters are equal: what an idempotency key is
 * bound to. The order of different names means nothing, the order under one name does. Headers are no parameters.
 */
export function canonicalParameters(request: ReadRequest): string {
  const { method, product, path, query, body } = request
  const head = [method, product, path, byName(query)]
  if (body.kind === 'json') return `${JSON.stringify([...head, 'json'])}${sortedJson(body.value)}`
  return JSON.stringify([...head, 'form', byName(body.kind === 'form' ? body.fields : [])])
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The sort is stable: fields of one name keep their order. */
const byName = (fields: readonly Field[]): readonly Field[] => fields.toSorted(([a], [b]) => compare(a, b))

function sortedJson(value: Json): string {
  if (value === null || typeof value !== 'object' || value instanceof JsonNumber) return writeJson(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(sortedJson).join(',')}]`
  const members = [...(value as JsonObject)].sort(([a], [b]) => compare(a, b))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sortedJson(member)}`).join(',')}}`
}
