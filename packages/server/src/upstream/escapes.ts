/**
 * One character of ASCII, as JSON, an address or markup may spell any of them. Each spelling begins with a character that
 * stands nowhere else in one: wherever a text is cut, those that are whole are read alike.
 */
const ESCAPE =
  /\\u00[0-7][0-9a-fA-F]|%[0-7][0-9a-fA-F]|&#(?:[xX]0{0,6}[0-7]?[0-9a-fA-F]|0{0,6}(?:1[01][0-9]|12[0-7]|[0-9]{1,2}));/
const ESCAPES = new RegExp(ESCAPE, 'g')
/** What the end of a text has of one. */
const UNFINISHED = /(?:\\(?:u(?:00?[0-7]?)?)?|%[0-7]?|&(?:#(?:[xX][0-9a-fA-F]{0,8}|[0-9]{0,9})?)?)$/
/** The longest: an entity with six zeros ahead. */
export const ESCAPE_CHARS_MAX = 12

const FIRST_BYTES = ['\\', '%', '&'].map((char) => char.charCodeAt(0))

/** Most answers have no escape, and three bytes tell. */
export const mayHoldEscape = (bytes: Buffer): boolean => FIRST_BYTES.some((byte) => bytes.includes(byte))

export const holdsEscape = (text: string): boolean => ESCAPE.test(text)

/**
 * Where only some characters of a secret are escaped there are too many spellings to search for. This needs no whole
 * document and no grammar, so that it works on a stream, and on what a reader more lenient than ours would take.
 *
 * @param text one character a byte
 */
export const unescaped = (text: string): Buffer => Buffer.from(text.replace(ESCAPES, spelled), 'latin1')

function spelled(escape: string): string {
  if (escape.startsWith('%')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  if (escape.startsWith('\\')) return String.fromCharCode(Number.parseInt(escape.slice(4), 16))
  // `0x73` or `0115`, which is decimal here.
  return String.fromCharCode(Number(`0${escape.slice(2, -1)}`))
}

/** Where the byte `at` of the unescaped text is spelled in this one. */
export function spelledAt(text: string, at: number): number {
  let saved = 0
  for (const { 0: escape, index } of text.matchAll(ESCAPES)) {
    if (index - saved >= at) break
    saved += escape.length - 1
  }
  return at + saved
}

/** Without an escape that its end cuts. */
export function withoutUnfinished(text: string): string {
  const end = text.slice(-ESCAPE_CHARS_MAX)
  const cut = UNFINISHED.exec(end)
  return cut === null ? text : text.slice(0, text.length - end.length + cut.index)
}
