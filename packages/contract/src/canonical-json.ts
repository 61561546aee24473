import { type Json, JsonNumber, readJson, writeJson } from '@keybrake/core'

/** One text for all JSON texts that differ only in spaces and in the order of members; null for what is not JSON. */
export function canonicalJson(text: string): string | null {
  const json = readJson(text)
  return json.ok ? writeJson(sorted(json.value)) : null
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object' || value instanceof JsonNumber) return value
  if (!(value instanceof Map)) return (value as readonly Json[]).map(sorted)
  const members = [...(value as ReadonlyMap<string, Json>)].sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(members.map(([name, member]) => [name, sorted(member)]))
}
