/**
 * `application/x-www-form-urlencoded`, read so strictly that every decoder gives the same fields, and written in one way.
 * Used for query strings and bodies alike.
 */
import { FIELDS_MAX, nameFault, valueFault } from './field-name.ts'
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

export function readForm(text: string, options: FormOptions): FormReading {
  if (text === '') return { ok: true, fields: [] }
  if (FOREIGN.test(text)) return no('a control character or semicolon stands unescaped')
  if (!text.isWellFormed()) return no('it is not valid Unicode')
  const fields: Field[] = []
  const shapes = new Shapes(options.repeat)
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    if (equals < 0) return no(pair === '' ? 'a field is empty' : 'a field has no =')
    const name = decoded(pair.slice(0, equals))
    const value = decoded(pair.slice(equals + 1))
    if (name === null || value === null) return no('an escape is not % and two hexadecimal digits, or is not UTF-8')
    const why = nameFault(name) ?? valueFault(value) ?? shapes.add(name)
    if (why !== null) return no(why)
    if (fields.length >= FIELDS_MAX) return no(`it has more than ${FIELDS_MAX} fields`)
    fields.push([name, value])
  }
  return { ok: true, fields }
}

/** The one encoding: reading it gives the same fields in the same order. */
export const writeForm = (fields: readonly Field[]): string =>
  fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')

function decoded(raw: string): string | null {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return null
  }
}

/** What stands at a name: a value, a list written `name[]`, or members `name[a]`. Two at once can be read in two ways. */
type Shape = 'value' | 'list' | 'members'

class Shapes {
  readonly #byName = new Map<string, Shape>()
  readonly #repeat: boolean
  constructor(repeat: boolean) {
    this.#repeat = repeat
  }

  add(name: string): string | null {
    let open = name.indexOf('[')
    while (open >= 0) {
      const shape = name.charCodeAt(open + 1) === 0x5d ? 'list' : 'members'
      const holder = name.slice(0, open)
      const earlier = this.#byName.get(holder)
      if (earlier !== undefined && earlier !== shape) return conflict(holder)
      this.#byName.set(holder, shape)
      if (shape === 'list') return null
      open = name.indexOf('[', open + 1)
    }
    const earlier = this.#byName.get(name)
    if (earlier !== undefined && earlier !== 'value') return conflict(name)
    if (earlier !== undefined && !this.#repeat) return `${shown(name)} stands twice`
    this.#byName.set(name, 'value')
    return null
  }
}

const conflict = (name: string): string => `${shown(name)} stands both as one value and as a list or object`

/** Long enough to find the field, short enough for a message. */
const shown = (name: string): string => (name.length <= 64 ? name : `${name.slice(0, 64)}…`)
