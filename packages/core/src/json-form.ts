/**
 * JSON for a vendor that takes forms (SPEC section 4, Stripe v1): objects become `a[b]`, arrays `a[0]`, null the empty
 * text, booleans words. An empty array becomes the empty text, which clears a list; an empty object has no fields. Both as
 * the vendor's own SDKs do.
 */
import { nameFault, valueFault } from './field-name.ts'
import { type Json, JsonNumber, type JsonObject } from './json.ts'
import type { Field } from './request.ts'

export type FieldsReading =
  | { readonly ok: true; readonly fields: readonly Field[] }
  | { readonly ok: false; readonly why: string }

const INTEGER = /^(?:0|-?[1-9][0-9]*)$/

export function jsonToFields(value: Json): FieldsReading {
  if (!(value instanceof Map)) return { ok: false, why: 'the JSON body must be an object' }
  const fields: Field[] = []
  const why = addMembers(value as JsonObject, '', fields)
  return why === null ? { ok: true, fields } : { ok: false, why }
}

function addMembers(members: JsonObject, holder: string, fields: Field[]): string | null {
  for (const [member, value] of members) {
    if (member === '' || member.includes('[') || member.includes(']')) return 'a member name is empty or has a bracket'
    const name = holder === '' ? member : `${holder}[${member}]`
    const why = nameFault(name) ?? addValue(value, name, fields)
    if (why !== null) return why
  }
  return null
}

function addValue(value: Json, name: string, fields: Field[]): string | null {
  if (value instanceof Map) return addMembers(value as JsonObject, name, fields)
  if (Array.isArray(value) && value.length > 0) return addElements(value, name, fields)
  const text = textOf(value)
  if (text === null) return 'a number is not a plain integer'
  fields.push([name, text])
  return valueFault(text)
}

function addElements(elements: readonly Json[], name: string, fields: Field[]): string | null {
  for (const [index, element] of elements.entries()) {
    const why = addValue(element, `${name}[${index}]`, fields)
    if (why !== null) return why
  }
  return null
}

function textOf(value: Json): string | null {
  if (typeof value === 'string') return value
  if (value instanceof JsonNumber) return INTEGER.test(value.text) ? value.text : null
  return typeof value === 'boolean' ? String(value) : ''
}
