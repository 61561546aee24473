/**
 * Recognises a plain request in the bytes of a connection. It refuses nothing and gives no byte a meaning of its own: what
 * is not of the narrow form below, down to the last character, is "not plain", and `node:http` reads it instead. So a
 * mistake here can cost speed, or must show as a request that `node:http` would read otherwise, which is what its test
 * looks for.
 *
 * Plain is: one of six methods, an origin-form target, HTTP/1.1; lines that end in CR LF, each a name, a colon and printable
 * ASCII; every header once; nothing that speaks of framing or of the connection but one Content-Length and `keep-alive`.
 */
import { SMALL_BODY_BYTES_MAX } from '../body.ts'
import { type Head, headWith, MAX_HEADERS, NO_NAME, VALUE } from '../head.ts'

/** A plain head, and where in the bytes its body begins and ends. The body may not be there yet. */
export interface PlainRequest {
  readonly head: Head
  /** The bytes as text, one character a byte; of what comes after the largest head, nothing. */
  readonly text: string
  readonly bodyAt: number
  readonly end: number
}

export type Found = PlainRequest | 'unfinished' | 'not_plain'

const HEAD_BYTES_MAX = 8 * 1024

const REQUEST_LINE = /^(?:GET|POST|DELETE|PUT|PATCH|HEAD) \/[!"$-~]* HTTP\/1\.1$/
const VERSION_CHARS = ' HTTP/1.1'.length
const CR = 13
const SPACE = 32

export function findRequest(bytes: Buffer): Found {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, HEAD_BYTES_MAX))
  const lineEnd = text.indexOf('\n')
  if (lineEnd < 1 || text.charCodeAt(lineEnd - 1) !== CR) return 'not_plain'
  const line = text.slice(0, lineEnd - 1)
  if (!REQUEST_LINE.test(line)) return 'not_plain'
  const headers = new Map<string, string>()
  const bodyAt = headerLines(text, lineEnd + 1, headers)
  if (bodyAt === null) return 'not_plain'
  if (bodyAt === undefined) return text.length < HEAD_BYTES_MAX ? 'unfinished' : 'not_plain'
  const space = line.indexOf(' ')
  const head = headWith(line.slice(0, space), line.slice(space + 1, -VERSION_CHARS), headers)
  if ('code' in head || !isPlain(head)) return 'not_plain'
  return { head, text, bodyAt, end: bodyAt + head.contentLength }
}

/**
 * Takes the headers from the lines that begin at `at`.
 *
 * @returns where the head ends; undefined where its end is not there yet, null where a header is not plain
 */
function headerLines(text: string, at: number, headers: Map<string, string>): number | null | undefined {
  let start = at
  let before = NO_NAME
  for (;;) {
    const end = text.indexOf('\n', start) - 1
    if (end < start) return end === -2 ? undefined : null
    if (text.charCodeAt(end) !== CR) return null
    if (end === start) return end + 2
    // Without a colon in the line there are line ends in what is taken for a name, and it is none.
    const name = before.likelyAt(text, start) ?? before.followedBy(text.slice(start, text.indexOf(':', start)))
    // Plain heads have one of each, and nothing by which a server could take them for other than they seem.
    if (name === null || name.isJudged || headers.has(name.name) || headers.size === MAX_HEADERS) return null
    let valueAt = start + name.length
    let valueEnd = end
    while (text.charCodeAt(valueAt) === SPACE) valueAt++
    while (valueEnd > valueAt && text.charCodeAt(valueEnd - 1) === SPACE) valueEnd--
    const value = text.slice(valueAt, valueEnd)
    if (!VALUE.test(value)) return null
    headers.set(name.name, value)
    before = name
    start = end + 2
  }
}

/** What the strict head lets through and yet needs more than one answer to one request on a connection that stays. */
function isPlain({ headers, contentLength }: Head): boolean {
  if (contentLength > SMALL_BODY_BYTES_MAX || headers.has('expect') || headers.has('proxy-connection')) return false
  const connection = headers.get('connection')
  return connection === undefined || connection === 'keep-alive' || connection.toLowerCase() === 'keep-alive'
}
