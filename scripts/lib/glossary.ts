/** Reads the words that GLOSSARY.md forbids: the table under the heading "Words that must not be used". */

export interface BannedWord {
  readonly word: string
  readonly insteadOf: string
}

const HEADING = /^#+ .*must not be used/im
const ROW = /^\|\s*(`[^|]+)\|([^|]*)\|/gm

/** Each backticked word of a row's first cell is banned; the second cell says what to write. */
export function bannedWords(glossary: string): readonly BannedWord[] {
  const start = glossary.search(HEADING)
  if (start < 0) return []
  const section = glossary.slice(start).split(/\n#+ /)[0] ?? ''
  return [...section.matchAll(ROW)].flatMap(([, words = '', instead = '']) =>
    [...words.matchAll(/`([^`]+)`/g)].map(([, word = '']) => ({ word: word.toLowerCase(), insteadOf: instead.trim() })),
  )
}

/** `limitUsd`, `LIMIT_USD` and `limit usd` are the same words. */
export function wordsOf(source: string): string {
  return source
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]/g, ' ')
    .toLowerCase()
}
