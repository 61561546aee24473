/** How the facts of an admission begin: what calls that were issued alike have in common, read once for all of them. */
import { BoundedMap } from './bounded.ts'

/** Admissions of one key that share it are of one group. */
export interface CommonFacts {
  readonly text: string
  readonly facts: Readonly<Record<string, unknown>>
}

const TEXT = String.raw`"[^"\\]*"`
const NULLABLE = `(?:null|${TEXT})`
const COMMON = new RegExp(
  `"key_label":${NULLABLE},"run":${NULLABLE},"principal":${TEXT},"connection":${TEXT},"vendor":${TEXT},` +
    `"operation":${NULLABLE}(?:,"money_class":${TEXT})?`,
  'y',
)
const KEPT = 1_000

export class CommonFactsReader {
  readonly #byText = new BoundedMap<string, CommonFacts>(KEPT)
  #last: CommonFacts | null = null

  /** @param at where the members of the facts begin. Null where they begin in another way. */
  read(text: string, at: number): CommonFacts | null {
    const last = this.#last
    // Another one may begin like the last, and go on.
    const isLast =
      last !== null && text.startsWith(last.text, at) && !text.startsWith(',"money_class"', at + last.text.length)
    if (!isLast) this.#last = this.#find(text, at)
    return this.#last
  }

  #find(text: string, at: number): CommonFacts | null {
    COMMON.lastIndex = at
    const found = COMMON.exec(text)
    if (found === null) return null
    const known = this.#byText.get(found[0])
    if (known !== undefined) return known
    // Copied, because it is kept: a piece of a string keeps the whole of it in memory.
    const copy = Buffer.from(found[0]).toString()
    const made = { text: copy, facts: JSON.parse(`{${copy}}`) as CommonFacts['facts'] }
    this.#byText.set(copy, made)
    this.#byText.trim()
    return made
  }
}
