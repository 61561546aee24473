/**
 * The member names of JSON documents. One vendor's documents have the same names in the same order again and again: behind
 * each name the one that came next in an earlier document is looked for first, which is one comparison and makes no new text.
 */

import { ownText } from './remembered.ts'

/** The next name above this empties the memory. */
const NAMES_MAX = 4_096
const NAME_CHARS_MAX = 64

export class MemberName {
  readonly text: string
  /** As it stands in a document, quotes and all. */
  readonly #written: string
  #likely: MemberName | null = null

  constructor(text: string) {
    this.text = text
    this.#written = JSON.stringify(text)
  }

  /** What stands at `at`, where that is the name which came behind this one before. */
  likelyAt(document: string, at: number): MemberName | null {
    const likely = this.#likely
    return likely !== null && document.startsWith(likely.#written, at) ? likely : null
  }

  /** The name that came behind this one; this one itself where it is too long to be remembered. */
  followedBy(text: string): MemberName {
    if (text.length > NAME_CHARS_MAX) return this
    this.#likely = nameOf(text)
    return this.#likely
  }

  charsWritten(): number {
    return this.#written.length
  }
}

/** What comes before the first name of a document. */
export const NO_NAME = new MemberName('')

const names = new Map<string, MemberName>()

function nameOf(text: string): MemberName {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= NAMES_MAX) names.clear()
  const name = new MemberName(ownText(text))
  names.set(name.text, name)
  return name
}
