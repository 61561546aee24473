/** Careful looks into a vendor's parsed JSON: what is not there, or is of another type, is null. */
import { type Json, JsonNumber } from '@keybrake/core'

/** @param path names of members, from the outermost inwards */
export function at(json: Json | undefined, first: string, ...path: readonly string[]): Json | undefined {
  let here = memberOf(json, first)
  for (const name of path) here = memberOf(here, name)
  return here
}

const memberOf = (json: Json | undefined, name: string): Json | undefined =>
  json instanceof Map ? (json as ReadonlyMap<string, Json>).get(name) : undefined

export function textAt(json: Json | undefined, first: string, ...path: readonly string[]): string | null {
  const value = path.length === 0 ? memberOf(json, first) : at(json, first, ...path)
  return typeof value === 'string' ? value : null
}

const INTEGER = /^-?(?:0|[1-9][0-9]{0,17})$/

export const integerAt = (json: Json | undefined, name: string): bigint | null => integerIn(memberOf(json, name))

export const integerIn = (value: Json | undefined): bigint | null =>
  value instanceof JsonNumber && INTEGER.test(value.text) ? BigInt(value.text) : null

/** Present and not null. */
export const isPresent = (json: Json | undefined): json is Exclude<Json, null> => json !== undefined && json !== null

export const isObject = (json: Json | undefined): boolean => json instanceof Map
