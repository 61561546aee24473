/** Careful looks into a vendor's parsed JSON: what is not there, or is of another type, is null. */
import { type Json, JsonNumber } from '@keybrake/core'

export function at(json: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = json
  for (const name of path) {
    if (!(here instanceof Map)) return undefined
    here = (here as ReadonlyMap<string, Json>).get(name)
  }
  return here
}

export function textAt(json: Json | undefined, ...path: readonly string[]): string | null {
  const value = at(json, ...path)
  return typeof value === 'string' ? value : null
}

const INTEGER = /^-?(?:0|[1-9][0-9]{0,17})$/

export function integerAt(json: Json | undefined, ...path: readonly string[]): bigint | null {
  const value = at(json, ...path)
  return value instanceof JsonNumber && INTEGER.test(value.text) ? BigInt(value.text) : null
}

/** Present and not null. */
export const isPresent = (json: Json | undefined): json is Exclude<Json, null> => json !== undefined && json !== null

export const isObject = (json: Json | undefined): boolean => json instanceof Map
