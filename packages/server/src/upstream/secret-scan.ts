/**
 * "An answer that contains the real secret in any encoding is not passed on." The encodings a vendor (or an echo service
 * in its place) could plausibly produce are searched for: plain, as a JSON string, base64 in each of its three alignments,
 * hex, percent-encoded in part or whole.
 */
import type { Json, JsonObject } from '@keybrake/core'

export class SecretScan {
  readonly #needles: readonly Buffer[]
  /** Bytes a stream must hold back so that a secret cut by a chunk border is still seen. */
  readonly overlap: number

  constructor(secrets: readonly string[]) {
    const forms = new Set(secrets.flatMap(formsOf))
    this.#needles = [...forms].map((form) => Buffer.from(form, 'latin1'))
    this.overlap = Math.max(0, ...this.#needles.map((needle) => needle.length - 1))
  }

  found(bytes: Buffer): boolean {
    for (const needle of this.#needles) if (bytes.includes(needle)) return true
    return false
  }

  /** A JSON text may escape single characters of a string: then the strings themselves are looked at. */
  foundInEscaped(bytes: Buffer, json: Json | undefined): boolean {
    return json !== undefined && bytes.includes('\\u') && this.#foundInJson(json)
  }

  #foundInJson(json: Json): boolean {
    if (typeof json === 'string') return this.found(Buffer.from(json, 'utf8'))
    if (Array.isArray(json)) return json.some((element: Json) => this.#foundInJson(element))
    if (!(json instanceof Map)) return false
    for (const [name, value] of json as JsonObject) if (this.#foundInJson(name) || this.#foundInJson(value)) return true
    return false
  }

  foundInText(text: string): boolean {
    return this.found(Buffer.from(text, 'latin1'))
  }
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
