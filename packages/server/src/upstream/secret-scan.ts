/**
 * "An answer that contains the real secret in any encoding is not passed on." The encodings a vendor (or an echo service
 * in its place) could plausibly produce are searched for: plain, as a JSON string, base64 in each of its three alignments,
 * hex, percent-encoded, in markup, and escapes of any of its characters as JSON, an address or markup has them.
 */
import { ESCAPE_CHARS_MAX, holdsEscape, mayHoldEscape, spelledAt, unescaped, withoutUnfinished } from './escapes.ts'
import { GramFilter } from './gram-filter.ts'

export class SecretScan {
  readonly #needles: readonly Buffer[]
  readonly #filter: GramFilter
  /** No text below this many bytes can hold a needle: unescaping makes it shorter, never longer. */
  readonly #needleBytesMin: number
  readonly #needlesByFirst: ReadonlyMap<number | undefined, readonly Buffer[]>
  /** The most that there can be of a needle which is not whole. */
  readonly #begunBytesMax: number

  constructor(secrets: readonly string[]) {
    const forms = new Set(secrets.flatMap(formsOf))
    this.#needles = [...forms].map((form) => Buffer.from(form, 'latin1'))
    this.#filter = new GramFilter(this.#needles)
    this.#needleBytesMin = Math.min(...this.#needles.map((needle) => needle.length))
    this.#needlesByFirst = Map.groupBy(this.#needles, (needle) => needle[0])
    this.#begunBytesMax = Math.max(0, ...this.#needles.map((needle) => needle.length - 1))
  }

  found(bytes: Buffer): boolean {
    if (bytes.length < this.#needleBytesMin) return false
    if (this.#holds(bytes)) return true
    if (!mayHoldEscape(bytes)) return false
    const text = bytes.toString('latin1')
    return holdsEscape(text) && this.#holds(unescaped(text))
  }

  #holds(bytes: Buffer): boolean {
    if (!this.#filter.mayHold(bytes)) return false
    for (const needle of this.#needles) if (bytes.includes(needle)) return true
    return false
  }

  /** @param text one byte a character, as a header's value or a whole body is read */
  foundInText(text: string): boolean {
    if (text.length < this.#needleBytesMin) return false
    // Most hold neither a part of a needle nor an escape: for those no bytes are made.
    const isClean =
      !this.#filter.mayHoldText(text) && !text.includes('%') && !text.includes('\\') && !text.includes('&')
    return !isClean && this.found(Buffer.from(text, 'latin1'))
  }

  /** How many of the last of these bytes a secret may begin in: a stream holds them back until it is known what follows. */
  begunIn(bytes: Buffer): number {
    const plainAt = this.#begunAt(bytes)
    const near = bytes.subarray(Math.max(0, bytes.length - this.#begunBytesMax * ESCAPE_CHARS_MAX))
    if (!mayHoldEscape(near)) return bytes.length - plainAt
    const whole = withoutUnfinished(near.toString('latin1'))
    const escapedAt = bytes.length - near.length + spelledAt(whole, this.#begunAt(unescaped(whole)))
    return bytes.length - Math.min(plainAt, escapedAt)
  }

  /** Where the longest end of these bytes begins with which a needle begins. */
  #begunAt(bytes: Buffer): number {
    const end = bytes.length
    for (let at = Math.max(0, end - this.#begunBytesMax); at < end; at++)
      for (const needle of this.#needlesByFirst.get(bytes[at]) ?? NONE) if (goesOn(needle, bytes, at)) return at
    return end
  }
}

const NONE: readonly Buffer[] = []

/** All that stands from here on is a part of the needle, and it is not whole. */
function goesOn(needle: Buffer, bytes: Buffer, at: number): boolean {
  const length = bytes.length - at
  if (needle.length <= length) return false
  for (let i = 1; i < length; i++) if (needle[i] !== bytes[at + i]) return false
  return true
}

/** Every spelling of a secret that must not be seen, one character a byte. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const plain = bytes.toString('latin1')
  const hex = bytes.toString('hex')
  const percent = hex.replace(/../g, (pair) => `%${pair}`)
  const forms = [plain, hex, hex.toUpperCase(), percent, percent.toUpperCase()]
  // In an address only what must be escaped is; in JSON quotes and backslashes are, slashes may be, or all of it.
  const inAddress = encodeURIComponent(secret)
  const inJson = JSON.stringify(plain).slice(1, -1)
  const unicode = hex.replace(/../g, (pair) => `\\u00${pair}`)
  forms.push(
    inAddress,
    inAddress.replace(/%../g, (escape) => escape.toLowerCase()),
  )
  // Quotes of the other kind are one of the escapes.
  forms.push(plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'))
  forms.push(inJson, inJson.replaceAll('/', '\\/'), unicode, unicode.toUpperCase().replaceAll('\\U', '\\u'))
  for (let shift = 0; shift < 3; shift++) {
    // Only the characters that depend on the secret alone: those at the borders mix with its neighbours.
    const padded = Buffer.concat([Buffer.alloc(shift), bytes])
    const usable = padded.length - (padded.length % 3)
    const text = padded
      .subarray(0, usable)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
    forms.push(text, text.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return [...new Set(forms)].filter((form) => form.length >= 8)
}
