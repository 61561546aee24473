/**
 * `application/x-www-form-urlencoded`, read so strictly that every decoder gives the same fields, and written in one way.
 * Used for query strings and bodies alike.
 */
import { FIELDS_MAX, nameFault, valueFault } from './field-name.ts'
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

/** With none of these in a text, each name and value in it stands for itself. */
const ODD = /[^ !"#$&'()*,\-./0-9:<=>?@A-Z[\\\]^_`a-z{|}~]/

export function readForm(text: string, options: FormOptions): FormReading {
  if (text === '') return NO_FIELDS
  const plain = !ODD.test(text)
  if (!plain && FOREIGN.test(text)) return no('a control character or semicolon stands unescaped')
  if (!plain && !text.isWellFormed()) return no('it is not valid Unicode')
  const fields: Field[] = []
  const shapes = new Shapes(options.repeat)
  for (let start = 0; start <= text.length; ) {
    const end = endOfField(text, start)
    const equals = text.indexOf('=', start)
    if (equals < 0 || equals >= end) return no(start === end ? 'a field is empty' : 'a field has no =')
    const name = readName(text.slice(start, equals))
    const raw = text.slice(equals + 1, end)
    const value = plain ? raw : decoded(raw)
    if (name === null || value === null) return no('an escape is not % and two hexadecimal digits, or is not UTF-8')
    const why = name.why ?? (plain ? null : valueFault(value)) ?? shapes.add(name)
    if (why !== null) return no(why)
    if (fields.length >= FIELDS_MAX) return no(`it has more than ${FIELDS_MAX} fields`)
    fields.push([name.text, value])
    start = end + 1
  }
  return { ok: true, fields }
}

const NO_FIELDS: FormReading = { ok: true, fields: [] }

function endOfField(text: string, start: number): number {
  const end = text.indexOf('&', start)
  return end < 0 ? text.length : end
}

/** The one encoding: reading it gives the same fields in the same order. */
export function writeForm(fields: readonly Field[]): string {
  let text = ''
  for (const [name, value] of fields) text += nameText(name) + encoded(value)
  return text.slice(1)
}

const nameText = remembered((name) => `&${encodeURIComponent(name)}=`)

/** Whatever `encodeURIComponent` would change. */
const RESERVED = /[^A-Za-z0-9\-_.!~*'()]/
const encoded = (value: string): string => (RESERVED.test(value) ? encodeURIComponent(value) : value)

function decoded(raw: string): string | null {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return null
  }
}

/** A name as it was read. */
interface Name {
  readonly text: string
  /** Why it is none. */
  readonly why: string | null
  /** What must stand at its beginnings: `a[b][]` → members at `a`, a list at `a[b]`. */
  readonly holders: readonly Holder[]
}

interface Holder {
  readonly text: string
  readonly shape: 'list' | 'members'
}

/** Null where its escapes can't be read. */
const readName = remembered((raw): Name | null => {
  const text = decoded(raw)
  if (text === null) return null
  const why = nameFault(text)
  return { text, why, holders: why === null ? holdersOf(text) : [] }
})

function holdersOf(name: string): readonly Holder[] {
  const holders: Holder[] = []
  for (let open = name.indexOf('['); open >= 0; open = name.indexOf('[', open + 1))
    holders.push({ text: name.slice(0, open), shape: name.charCodeAt(open + 1) === 0x5d ? 'list' : 'members' })
  return holders
}

/** What stands at a name: a value, a list written `name[]`, or members `name[a]`. Two at once can be read in two ways. */
type Shape = 'value' | Holder['shape']

class Shapes {
  readonly #byName = new Map<string, Shape>()
  readonly #repeat: boolean
  constructor(repeat: boolean) {
    this.#repeat = repeat
  }

  add({ text, holders }: Name): string | null {
    for (const holder of holders) {
      const earlier = this.#byName.get(holder.text)
      if (earlier !== undefined && earlier !== holder.shape) return conflict(holder.text)
      if (earlier === undefined) this.#byName.set(holder.text, holder.shape)
      if (holder.shape === 'list') return null
    }
    const earlier = this.#byName.get(text)
    if (earlier !== undefined && earlier !== 'value') return conflict(text)
    if (earlier !== undefined && !this.#repeat) return `${shown(text)} stands twice`
    if (earlier === undefined) this.#byName.set(text, 'value')
    return null
  }
}

const conflict = (name: string): string => `${shown(name)} stands both as one value and as a list or object`

/** Long enough to find the field, short enough for a message. */
const shown = (name: string): string => (name.length <= 64 ? name : `${name.slice(0, 64)}…`)
