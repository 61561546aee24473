/**
 * The request target. There is one spelling of every path; a target in any other is refused, never rewritten, because the
 * string that is matched must be the very string that is sent (guarantee G5).
 */

export type TargetReading =
  | {
      readonly ok: true
      /** Escapes stand as they came. */
      readonly path: string
      /** What follows the first `?`, or the empty text. */
      readonly rawQuery: string
    }
  | { readonly ok: false; readonly why: string }

/** Every vendor's paths are far shorter; the path of each call is kept in its audit row. */
export const PATH_CHARS_MAX = 2_048

const SLASH = 0x2f
const DOT = 0x2e
const PERCENT = 0x25

/** What may stand unescaped in a segment: RFC 3986 `pchar` without `;`, which some servers cut at. */
const PLAIN = charTable("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@")
/** What must not be escaped: it has a plain spelling, or servers disagree on what its escape means. */
const NEVER_ESCAPED = charTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/\\%')

/** Nothing escaped, no dot, no empty segment: most paths are so, and all that is asked of the others holds for them. */
const WORDS = /^(?:\/[A-Za-z0-9_]+)+$/

/** @param target origin form: `/path` or `/path?query` */
export function readTarget(target: string): TargetReading {
  const question = target.indexOf('?')
  const path = question < 0 ? target : target.slice(0, question)
  const rawQuery = question < 0 ? '' : target.slice(question + 1)
  const why = pathFault(path) ?? queryFault(rawQuery)
  return why === null ? { ok: true, path, rawQuery } : { ok: false, why }
}

function pathFault(path: string): string | null {
  if (path.charCodeAt(0) !== SLASH) return 'the target must begin with a slash'
  if (path.length === 1) return null
  if (path.length > PATH_CHARS_MAX) return `the path is longer than ${PATH_CHARS_MAX} characters`
  if (WORDS.test(path)) return null
  let segmentAt = 1
  let beyondAscii = false
  for (let i = 1; i < path.length; i++) {
    const c = path.charCodeAt(i)
    if (c === SLASH) {
      const why = segmentFault(path, segmentAt, i)
      if (why !== null) return why
      segmentAt = i + 1
    } else if (c === PERCENT) {
      const byte = escapedByte(path, i)
      if (byte < 0) return 'an escape is not % and two upper-case hexadecimal digits'
      if (byte < 0x20 || byte === 0x7f) return 'a control character is escaped'
      if (NEVER_ESCAPED[byte] === 1) return 'a character is escaped that must stand plain or not at all'
      beyondAscii ||= byte > 0x7f
      i += 2
    } else if (c > 0x7f || PLAIN[c] !== 1) return 'a character stands in the path that must be escaped or left out'
  }
  if (segmentAt === path.length) return 'the path ends in a slash'
  return segmentFault(path, segmentAt, path.length) ?? (beyondAscii ? textFault(path) : null)
}

function segmentFault(path: string, start: number, end: number): string | null {
  if (end === start) return 'a segment of the path is empty'
  if (path.charCodeAt(start) !== DOT) return null
  const isDots = end === start + 1 || (end === start + 2 && path.charCodeAt(start + 1) === DOT)
  return isDots ? 'the path has a dot segment' : null
}

/** The byte of the escape at `at`, or -1. */
function escapedByte(path: string, at: number): number {
  const high = hexDigit(path.charCodeAt(at + 1))
  const low = hexDigit(path.charCodeAt(at + 2))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/** -1 for anything else, the NaN beyond the end of the text included. */
function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48
  return c >= 65 && c <= 70 ? c - 55 : -1
}

/** Overlong forms, surrogates and cut sequences are no UTF-8: `decodeURIComponent` throws on each. */
function textFault(path: string): string | null {
  try {
    return /[\u0080-\u009f]/.test(decodeURIComponent(path)) ? 'a control character is escaped' : null
  } catch {
    return 'the escapes are not valid UTF-8'
  }
}

/** The query's own grammar is the form reader's; here only what has no place in any request line. */
function queryFault(rawQuery: string): string | null {
  for (let i = 0; i < rawQuery.length; i++) {
    const c = rawQuery.charCodeAt(i)
    if (c <= 0x20 || c > 0x7e || c === 0x23 || c === 0x5c) return 'a character stands in the query that must be escaped'
  }
  return null
}

function charTable(chars: string): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)] = 1
  return table
}
