/**
 * RFC 8259, strictly, with what JSON.parse hides made visible: duplicate names are refused and numbers keep their source
 * text, so that no amount passes through a float and what is judged is what a vendor reads.
 */
import { type Json, JsonNumber, type JsonObject } from './json.ts'
import { type MemberName, NO_NAME } from './member-names.ts'

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
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const HEX4 = /^[0-9a-fA-F]{4}$/
/** Empty ones are frequent in answers, and nobody writes into what was read: one of each is enough. */
const NO_MEMBERS: JsonObject = new Map()
const NO_ELEMENTS: readonly Json[] = []
/** What a string cannot simply be copied with. */
const ODD = /[\u0000-\u001f\\]/
/** Below this many characters, looking at each is quicker than starting a pattern. */
const FEW_CHARS = 48
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
  /** No string that stands in it without escapes can hold half a surrogate pair. */
  readonly #wellFormed: boolean
  #at = 0
  #depth = 0
  #values = 0
  #lastName: MemberName = NO_NAME

  constructor(text: string) {
    this.#text = text
    this.#wellFormed = text.isWellFormed()
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
    switch (this.#skipSpace()) {
      case QUOTE:
        return this.#string()
      case OPEN_OBJECT:
        return this.#object()
      case OPEN_ARRAY:
        return this.#array()
      case 0x74:
        return this.#word('true', true)
      case 0x66:
        return this.#word('false', false)
      case 0x6e:
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #object(): Json | undefined {
    if (!this.#enter()) return undefined
    if (this.#take(CLOSE_OBJECT)) return this.#leave(NO_MEMBERS)
    const members = new Map<string, Json>()
    do {
      if (this.#skipSpace() !== QUOTE) return this.#fail('a member name is missing')
      const name = this.#name()
      if (name === undefined) return undefined
      if (!this.#take(COLON)) return this.#fail('a colon is missing')
      const value = this.#value()
      if (value === undefined) return undefined
      const before = members.size
      if (members.set(name, value).size === before) return this.#fail('a member name stands twice in one object')
    } while (this.#take(COMMA))
    if (!this.#take(CLOSE_OBJECT)) return this.#fail('an object is not closed')
    return this.#leave(members)
  }

  #array(): Json | undefined {
    if (!this.#enter()) return undefined
    if (this.#take(CLOSE_ARRAY)) return this.#leave(NO_ELEMENTS)
    const elements: Json[] = []
    do {
      const value = this.#value()
      if (value === undefined) return undefined
      elements.push(value)
    } while (this.#take(COMMA))
    if (!this.#take(CLOSE_ARRAY)) return this.#fail('an array is not closed')
    return this.#leave(elements)
  }

  /** Past the bracket that opens an object or array. */
  #enter(): boolean {
    this.#at++
    if (++this.#depth <= JSON_DEPTH_MAX) return true
    this.#fail(`it nests deeper than ${JSON_DEPTH_MAX}`)
    return false
  }

  /** Past the bracket that closes it. */
  #leave(value: Json): Json {
    this.#depth--
    return value
  }

  #name(): string | undefined {
    const likely = this.#lastName.likelyAt(this.#text, this.#at)
    if (likely !== null) {
      this.#at += likely.charsWritten()
      this.#lastName = likely
      return likely.text
    }
    const name = this.#string()
    if (name !== undefined) this.#lastName = this.#lastName.followedBy(name)
    return name
  }

  #string(): string | undefined {
    const start = this.#at + 1
    const end = this.#text.indexOf('"', start)
    if (end < 0 || !isCopied(this.#text, start, end)) return this.#escapedString()
    this.#at = end + 1
    const value = this.#text.slice(start, end)
    return this.#wellFormed || value.isWellFormed() ? value : this.#fail('a string has half a surrogate pair')
  }

  /** One with escapes, or with a fault. */
  #escapedString(): string | undefined {
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
    const end = plainIntegerEnd(this.#text, this.#at)
    if (end > this.#at) {
      const text = this.#text.slice(this.#at, end)
      this.#at = end
      return new JsonNumber(text)
    }
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

  #take(char: number): boolean {
    if (this.#skipSpace() !== char) return false
    this.#at++
    return true
  }

  /** The character that follows, NaN at the end. */
  #skipSpace(): number {
    const text = this.#text
    let at = this.#at
    let c = text.charCodeAt(at)
    while (c <= 0x20 && (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09)) c = text.charCodeAt(++at)
    this.#at = at
    return c
  }

  #fail(why: string): undefined {
    this.why = why
    return undefined
  }
}

/** Whether a string's text between its quotes is its value: no escape, no control character. */
function isCopied(text: string, start: number, end: number): boolean {
  if (end - start > FEW_CHARS) return !ODD.test(text.slice(start, end))
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c < 0x20 || c === BACKSLASH) return false
  }
  return true
}

/** Where an integer without sign, leading zero, fraction and exponent ends; `at` where none stands there. */
function plainIntegerEnd(text: string, at: number): number {
  let i = at
  let c = text.charCodeAt(i)
  if (!(c > 0x30 && c <= 0x39)) return at
  while (c >= 0x30 && c <= 0x39) c = text.charCodeAt(++i)
  return c === 0x2e || c === 0x65 || c === 0x45 ? at : i
}

/** The character of the escape whose letter stands at `at`. */
function readEscape(text: string, at: number): string | null {
  if (text[at] !== 'u') return ESCAPES.get(text[at] ?? '') ?? null
  const digits = text.slice(at + 1, at + 5)
  return HEX4.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : null
}
