/**
 * The names of headers. One vendor's heads have the same names in the same order again and again: behind each name the one
 * that came next in an earlier head is looked for first, which is one comparison and makes no new text.
 */
import { ownText } from '@keybrake/core'

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** The next name above this empties the memory: a vendor could make up names for ever. */
const NAMES_MAX = 512
const NAME_CHARS_MAX = 64

export class HeaderName {
  readonly lower: string
  /** As it stands in a head, with its colon. */
  readonly #written: string
  #likely: HeaderName | null = null

  constructor(text: string) {
    this.#written = `${text}:`
    this.lower = ownText(text.toLowerCase())
  }

  /** What stands at `at`, where that is the name which came behind this one before. */
  likelyAt(head: string, at: number): HeaderName | null {
    const likely = this.#likely
    return likely !== null && head.startsWith(likely.#written, at) ? likely : null
  }

  /** The name that came behind this one; null where the text is no name of a header. */
  followedBy(text: string): HeaderName | null {
    const name = nameOf(text)
    if (name !== null) this.#likely = name
    return name
  }

  /** With the colon. */
  get charsWritten(): number {
    return this.#written.length
  }
}

/** What comes before the first name of a head. */
export const NO_HEADER_NAME = new HeaderName('')

const names = new Map<string, HeaderName>()

function nameOf(text: string): HeaderName | null {
  const known = names.get(text)
  if (known !== undefined) return known
  if (!NAME.test(text)) return null
  if (text.length > NAME_CHARS_MAX) return new HeaderName(text)
  if (names.size >= NAMES_MAX) names.clear()
  const own = ownText(text)
  const name = new HeaderName(own)
  names.set(own, name)
  return name
}

/** @returns null where the text is no name of a header */
export const lowerName = (text: string): string | null => nameOf(text)?.lower ?? null
