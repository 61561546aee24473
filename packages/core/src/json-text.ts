/**
 * RFC 8259, strictly, with what JSON.parse hides made visible: duplicate names are refused and numbers keep their source
 * text, so that no amount passes through a float and what is judged is what a vendor reads.
 */
import { type Json, JsonNumber, type JsonObject } from './json.ts'

export type JsonReading = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly why: string }

/** Nesting of arrays and objects; also keeps the recursion here and in every later walk shallow. */
export const JSON_DEPTH_MAX = 64

/** Values in one document. A small text can hold very many, and each costs a hundred times its bytes in memory. */
export const JSON_VALUES_MAX = 200_000

export function readJson(text: string): JsonReading {
  const reader = new Reader(text)
  const value = reader.document()
  return value === undefined ? { ok: false, why: reader.why } : { ok: true, value }
}

/** The document in its shortest form: no spaces, members in their order, numbers as they stood. */
export function writeJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof JsonNumber) return value.text
  if (value instanceof Map)
    return `{${Array.from(value as JsonObject, ([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join(',')}}`
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(writeJson).join(',')}]`
  return String(value)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const HEX4 = /^[0-9a-fA-F]{4}$/
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** Each method reads from `#at` on and gives undefined where it failed, with `why` set. */
class Reader {
  why = ''
  readonly #text: string
  #at = 0
  #depth = 0
  #values = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): Json | undefined {
    if (this.#text.charCodeAt(0) === 0xfeff) return this.#fail('it begins with a byte order mark')
    const value = this.#value()
    if (value === undefined) return undefined
    this.#skipSpace()
    return this.#at === this.#text.length ? value : this.#fail('something follows the JSON value')
  }

  #value(): Json | undefined {
    if (++this.#values > JSON_VALUES_MAX) return this.#fail(`it holds more than ${JSON_VALUES_MAX} values`)
    this.#skipSpace()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#array())
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #nested(read: () => Json | undefined): Json | undefined {
    if (this.#depth === JSON_DEPTH_MAX) return this.#fail(`it nests deeper than ${JSON_DEPTH_MAX}`)
    this.#depth++
    this.#at++
    const value = read()
    this.#depth--
    return value
  }

  #object(): Json | undefined {
    const members = new Map<string, Json>()
    if (this.#take('}')) return members
    do {
      this.#skipSpace()
      if (this.#text.charCodeAt(this.#at) !== QUOTE) return this.#fail('a member name is missing')
      const name = this.#string()
      if (name === undefined) return undefined
      if (members.has(name)) return this.#fail('a member name stands twice in one object')
      if (!this.#take(':')) return this.#fail('a colon is missing')
      const value = this.#value()
      if (value === undefined) return undefined
      members.set(name, value)
    } while (this.#take(','))
    return this.#take('}') ? members : this.#fail('an object is not closed')
  }

  #array(): Json | undefined {
    const elements: Json[] = []
    if (this.#take(']')) return elements
    do {
      const value = this.#value()
      if (value === undefined) return undefined
      elements.push(value)
    } while (this.#take(','))
    return this.#take(']') ? elements : this.#fail('an array is not closed')
  }

  #string(): string | undefined {
    const text = this.#text
    let start = this.#at + 1
    let read = ''
    for (let i = start; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === QUOTE) {
        this.#at = i + 1
        const value = read + text.slice(start, i)
        return value.isWellFormed() ? value : this.#fail('a string has half a surrogate pair')
      }
      if (c < 0x20) return this.#fail('a string has an unescaped control character')
      if (c === BACKSLASH) {
        const escape = readEscape(text, i + 1)
        if (escape === null) return this.#fail('a string has an unknown escape')
        read += text.slice(start, i) + escape
        i += text[i + 1] === 'u' ? 5 : 1
        start = i + 1
      }
    }
    return this.#fail('a string is not closed')
  }

  #number(): Json | undefined {
    NUMBER.lastIndex = this.#at
    const match = NUMBER.exec(this.#text)
    if (match === null) return this.#fail(this.#at === this.#text.length ? 'it breaks off' : 'it is not valid JSON')
    this.#at = NUMBER.lastIndex
    return new JsonNumber(match[0])
  }

  #word<T extends Json>(word: string, value: T): T | undefined {
    if (!this.#text.startsWith(word, this.#at)) return this.#fail('it is not valid JSON')
    this.#at += word.length
    return value
  }

  #take(char: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const c = this.#text.charCodeAt(this.#at)
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return
      this.#at++
    }
  }

  #fail(why: string): undefined {
    this.why = why
    return undefined
  }
}

/** The character of the escape whose letter stands at `at`. */
function readEscape(text: string, at: number): string | null {
  if (text[at] !== 'u') return ESCAPES.get(text[at] ?? '') ?? null
  const digits = text.slice(at + 1, at + 5)
  return HEX4.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : null
}
