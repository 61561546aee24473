/**
 * JSON for a vendor that takes forms (SPEC section 4, Stripe v1): objects become `a[b]`, arrays `a[0]`, null the empty
 * text, booleans words. An empty array becomes the empty text, which clears a list; an empty object has no fields. Both as
 * the vendor's own SDKs do.
 */
import { FIELDS_MAX, nameFault, valueFault } from './field-name.ts'
import { type Json, JsonNumber, type JsonObject } from './json.ts'
import type { Field } from './request.ts'

export type FieldsReading =
  | { readonly ok: true; readonly fields: readonly Field[] }
  | { readonly ok: false; readonly why: string }

const INTEGER = /^(?:0|-?[1-9][0-9]*)$/

/** A form repeats the names above a value for every value, so a small JSON text can become a very large form. */
export const FORM_CHARS_MAX = 4 * 1024 * 1024

export function jsonToFields(value: Json): FieldsReading {
  if (!(value instanceof Map)) return { ok: false, why: 'the JSON body must be an object' }
  const form = new Form()
  const why = addMembers(value as JsonObject, '', form)
  return why === null ? { ok: true, fields: form.fields } : { ok: false, why }
}

class Form {
  readonly fields: Field[] = []
  #chars = 0

  /** Null, or why there can be nothing of this name. Counted also where an empty object leaves no field of it: it is work. */
  name(name: string): string | null {
    this.#chars += name.length
    return this.#chars > FORM_CHARS_MAX ? TOO_LARGE : nameFault(name)
  }

  /** Null, or why the field cannot be added. */
  add(name: string, text: string): string | null {
    this.#chars += name.length + text.length
    if (this.#chars > FORM_CHARS_MAX || this.fields.length >= FIELDS_MAX) return TOO_LARGE
    this.fields.push([name, text])
    return valueFault(text)
  }
}

const TOO_LARGE = 'it becomes too large a form'

function addMembers(members: JsonObject, holder: string, form: Form): string | null {
  for (const [member, value] of members) {
    if (member === '' || member.includes('[') || member.includes(']')) return 'a member name is empty or has a bracket'
    const name = holder === '' ? member : `${holder}[${member}]`
    const why = form.name(name) ?? addValue(value, name, form)
    if (why !== null) return why
  }
  return null
}

function addValue(value: Json, name: string, form: Form): string | null {
  if (value instanceof Map) return addMembers(value as JsonObject, name, form)
  if (Array.isArray(value) && value.length > 0) return addElements(value, name, form)
  const text = textOf(value)
  return text === null ? 'a number is not a plain integer' : form.add(name, text)
}

function addElements(elements: readonly Json[], name: string, form: Form): string | null {
  for (const [index, element] of elements.entries()) {
    const why = addValue(element, `${name}[${index}]`, form)
    if (why !== null) return why
  }
  return null
}

function textOf(value: Json): string | null {
  if (typeof value === 'string') return value
  if (value instanceof JsonNumber) return INTEGER.test(value.text) ? value.text : null
  return typeof value === 'boolean' ? String(value) : ''
}
