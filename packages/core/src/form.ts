/**
 * `application/x-www-form-urlencoded`, read so strictly that every decoder gives the same fields, and written in one way.
 * Used for query strings and bodies alike.
 */
import { FIELDS_MAX, valueFault } from './field-name.ts'
import { BAD_ESCAPE, decoded, FormNames } from './form-names.ts'
import { remembered } from './remembered.ts'
import type { Field } from './request.ts'

export type FormReading =
  | { readonly ok: true; readonly fields: readonly Field[] }
  | { readonly ok: false; readonly why: string }

export interface FormOptions {
  /** A name may stand more than once and then is a list (Twilio `MediaUrl`). `name[]` may repeat in any case. */
  readonly repeat: boolean
}

const no = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why })

/** Raw control characters are no part of the format; some decoders split at `;` too. */
const FOREIGN = /[\u0000-\u001f\u007f;]/

/** Each name and value in such a text stands for itself. Three searches and a class of one range: no pattern is as quick. */
const isPlain = (text: string): boolean =>
  !text.includes('%') && !text.includes('+') && !text.includes(';') && PRINTABLE.test(text)
const PRINTABLE = /^[\x20-\x7e]*$/

export function readForm(text: string, options: FormOptions): FormReading {
  if (text === '') return NO_FIELDS
  const plain = isPlain(text)
  if (!plain && FOREIGN.test(text)) return no('a control character or semicolon stands unescaped')
  if (!plain && !text.isWellFormed()) return no('it is not valid Unicode')
  const fields: Field[] = []
  const names = new FormNames(options.repeat)
  for (let start = 0; start <= text.length; ) {
    const end = endOfField(text, start)
    const name = names.read(text, start, end)
    if (name === null) return no(names.why)
    const raw = text.slice(names.valueAt, end)
    const value = plain ? raw : decoded(raw)
    if (value === null) return no(BAD_ESCAPE)
    const why = plain ? null : valueFault(value)
    if (why !== null) return no(why)
    if (fields.length >= FIELDS_MAX) return no(`it has more than ${FIELDS_MAX} fields`)
    fields.push([name, value])
    start = end + 1
  }
  return { ok: true, fields }
}

const NO_FIELDS: FormReading = { ok: true, fields: [] }

function endOfField(text: string, start: number): number {
  const end = text.indexOf('&', start)
  return end < 0 ? text.length : end
}

/** The one encoding: reading it gives the same fields in the same order, `further` behind the others. */
export function writeForm(fields: readonly Field[], further: readonly Field[] = NOTHING_FURTHER): string {
  let text = ''
  for (const [name, value] of fields) text += nameText(name) + encoded(value)
  for (const [name, value] of further) text += nameText(name) + encoded(value)
  return text.slice(1)
}

const NOTHING_FURTHER: readonly Field[] = []

const nameText = remembered((name) => `&${encodeURIComponent(name)}=`)

/** What `encodeURIComponent` would not change. */
const UNRESERVED = /^[A-Za-z0-9\-_.!~*'()]*$/
const encoded = (value: string): string => (UNRESERVED.test(value) ? value : encodeURIComponent(value))
