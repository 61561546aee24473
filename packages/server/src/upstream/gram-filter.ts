/**
 * A quick look that says of bytes "none of these texts is in there", or "maybe". Every text that is looked for is at least
 * `#textBytesMin` long, so that one which stands in the bytes covers four neighbours at one of the places looked at: where no
 * four neighbours there stand in any text, no text is there. Looks at one place in some twenty.
 */
const GRAM_BYTES = 4
const EMPTY = 0

export class GramFilter {
  readonly #textBytesMin: number
  readonly #step: number
  /** Open addressing; a gram of four zero bytes counts as always known. */
  readonly #grams: Int32Array
  readonly #mask: number

  /** @param texts none shorter than four bytes */
  constructor(texts: readonly Buffer[]) {
    this.#textBytesMin = texts.reduce((min, text) => Math.min(min, text.length), Number.MAX_SAFE_INTEGER)
    this.#step = this.#textBytesMin - GRAM_BYTES + 1
    if (this.#step < 1) throw new RangeError('a text is too short to be filtered')
    const count = texts.reduce((sum, text) => sum + text.length, 0)
    // Mostly empty, so that a look at a gram that is not known ends at once.
    const size = 1 << Math.max(6, 33 - Math.clz32(count))
    this.#grams = new Int32Array(size)
    this.#mask = size - 1
    for (const text of texts) for (let at = 0; at <= text.length - GRAM_BYTES; at++) this.#add(gramAt(text, at))
  }

  mayHold(bytes: Buffer): boolean {
    if (bytes.length < this.#textBytesMin) return false
    const last = bytes.length - GRAM_BYTES
    // The first place is the last one that a text beginning at the first byte covers whole.
    for (let at = this.#step - 1; at <= last; at += this.#step) if (this.#knows(gramAt(bytes, at))) return true
    return false
  }

  /** The same of a text with one byte a character. */
  mayHoldText(text: string): boolean {
    if (text.length < this.#textBytesMin) return false
    const last = text.length - GRAM_BYTES
    for (let at = this.#step - 1; at <= last; at += this.#step) if (this.#knows(gramOf(text, at))) return true
    return false
  }

  #add(gram: number): void {
    let slot = slotOf(gram) & this.#mask
    while (this.#grams[slot] !== EMPTY && this.#grams[slot] !== gram) slot = (slot + 1) & this.#mask
    this.#grams[slot] = gram
  }

  #knows(gram: number): boolean {
    if (gram === EMPTY) return true
    let slot = slotOf(gram) & this.#mask
    for (;;) {
      const known = this.#grams[slot]
      if (known === gram) return true
      if (known === EMPTY) return false
      slot = (slot + 1) & this.#mask
    }
  }
}

const gramAt = (bytes: Buffer, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24)

const gramOf = (text: string, at: number): number =>
  byteOf(text, at) | (byteOf(text, at + 1) << 8) | (byteOf(text, at + 2) << 16) | (byteOf(text, at + 3) << 24)

/** As `Buffer.from(text, 'latin1')` has it. */
const byteOf = (text: string, at: number): number => text.charCodeAt(at) & 0xff

/** Spreads neighbours over the table (Knuth's multiplicative hash). */
const slotOf = (gram: number): number => Math.imul(gram, 0x9e37_79b1) >>> 15
