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

/**
 * The text by itself: a part of a text keeps the whole of it in memory, a body of megabytes say, and what is remembered must
 * stand alone. As the name of a member it is also the one copy that the engine keeps of such a text, so that it is compared
 * with the texts written in the code by one look at where it lies.
 */
export const ownText = (text: string): string => Object.keys({ [text]: null })[0] as string
