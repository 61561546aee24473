/** The decoded parameters of a request. */
import type { Body, Field, ReadRequest } from '@keybrake/core'

export const bodyFields = (body: Body): readonly Field[] => (body.kind === 'form' ? body.fields : [])

/** Query first, then the form. */
export const allFields = (request: ReadRequest): readonly Field[] =>
  request.query.length === 0 ? bodyFields(request.body) : [...request.query, ...bodyFields(request.body)]

/** `transfer_data[destination]` → `['transfer_data', 'destination']`. */
export function nameParts(name: string): readonly string[] {
  // Most parameters have a plain name.
  if (!name.includes('[')) return [name]
  return name.split('[').map((part) => (part.endsWith(']') ? part.slice(0, -1) : part))
}

export const valueOf = (fields: readonly Field[], name: string): string | null =>
  fields.find(([other]) => other === name)?.[1] ?? null
