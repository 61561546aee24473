/** Longer texts are worked out anew each time. */
const TEXT_CHARS_MAX = 128
/** The next text above this empties the memory: what is common is soon there again, and nobody can fill the process. */
const ANSWERS_MAX = 4_096

/** A pure function of a text that remembers its answers, for texts that come again and again: the names of parameters. */
export function remembered<T>(work: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    if (text.length > TEXT_CHARS_MAX) return work(text)
    const own = ownText(text)
    const answer = work(own)
    if (answers.size >= ANSWERS_MAX) answers.clear()
    answers.set(own, answer)
    return answer
  }
}

/** A part of a text keeps the whole of it in memory, a body of megabytes say: what is remembered must stand alone. */
const ownText = (text: string): string => JSON.parse(JSON.stringify(text)) as string
