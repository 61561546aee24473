/**
 * "An answer that contains the real secret in any encoding is not passed on." The encodings a vendor (or an echo service
 * in its place) could plausibly produce are searched for: plain, as a JSON string, base64 in each of its three alignments,
 * hex, percent-encoded, and JSON or percent escapes of any of its characters.
 */
import { GramFilter } from './gram-filter.ts'

export class SecretScan {
  readonly #needles: readonly Buffer[]
  readonly #filter: GramFilter
  /** No text below this many bytes can hold a needle: unescaping makes it shorter, never longer. */
  readonly #needleBytesMin: number
  /** Bytes a stream must hold back so that a secret cut by a chunk border is still seen. */
  readonly overlap: number

  constructor(secrets: readonly string[]) {
    const forms = new Set(secrets.flatMap(formsOf))
    this.#needles = [...forms].map((form) => Buffer.from(form, 'latin1'))
    this.#filter = new GramFilter(this.#needles)
    this.#needleBytesMin = Math.min(...this.#needles.map((needle) => needle.length))
    this.overlap = Math.max(0, ...this.#needles.map((needle) => needle.length - 1))
  }

  found(bytes: Buffer): boolean {
    if (bytes.length < this.#needleBytesMin) return false
    if (this.#holds(bytes)) return true
    // Most answers have no escape, and one byte tells.
    if (!bytes.includes(PERCENT) && !bytes.includes(BACKSLASH)) return false
    const text = bytes.toString('latin1')
    return ESCAPE.test(text) && this.#holds(unescaped(text))
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
    const isClean = !this.#filter.mayHoldText(text) && !text.includes('%') && !text.includes('\\')
    return !isClean && this.found(Buffer.from(text, 'latin1'))
  }
}

const PERCENT = 0x25
const BACKSLASH = 0x5c

/** One character of ASCII, as JSON or an address may spell any of them. */
const ESCAPE = /\\u00([0-7][0-9a-fA-F])|%([0-7][0-9a-fA-F])/
const ESCAPES = new RegExp(ESCAPE, 'g')

/**
 * Where only some characters of a secret are escaped there are too many spellings to search for. This needs no whole
 * document and no grammar, so that it works on a stream, and on what a reader more lenient than ours would take.
 */
const unescaped = (text: string): Buffer =>
  Buffer.from(
    text.replace(ESCAPES, (_all, json?: string, address?: string) =>
      String.fromCharCode(Number.parseInt(json ?? address ?? '', 16)),
    ),
    'latin1',
  )

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
