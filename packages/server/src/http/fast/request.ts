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
import { type Head, headOf } from '../head.ts'

/** A plain head, and where its body begins and ends. The body may not be there yet. */
export interface PlainRequest {
  readonly head: Head
  readonly bodyAt: number
  readonly end: number
}

export type Found = PlainRequest | 'unfinished' | 'not_plain'

const HEAD_BYTES_MAX = 8 * 1024

const REQUEST_LINE = /^(GET|POST|DELETE|PUT|PATCH|HEAD) (\/[!"$-~]*) HTTP\/1\.1$/
const CR = 13
const SPACE = 32

export function findRequest(bytes: Buffer): Found {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, HEAD_BYTES_MAX))
  const lineEnd = text.indexOf('\n')
  const line = lineEnd > 0 && text.charCodeAt(lineEnd - 1) === CR ? REQUEST_LINE.exec(text.slice(0, lineEnd - 1)) : null
  if (line === null) return 'not_plain'
  const raw: string[] = []
  const bodyAt = headerLines(text, lineEnd + 1, raw)
  if (bodyAt === null) return 'not_plain'
  if (bodyAt === undefined) return text.length < HEAD_BYTES_MAX ? 'unfinished' : 'not_plain'
  const head = headOf(line[1] as string, line[2] as string, raw)
  if ('code' in head || head.headers.size * 2 !== raw.length || !isPlain(head)) return 'not_plain'
  return { head, bodyAt, end: bodyAt + head.contentLength }
}

/**
 * Splits the lines from `at` on into names and values.
 *
 * @returns where the head ends; undefined where its end is not there yet, null where a line is not plain
 */
function headerLines(text: string, at: number, raw: string[]): number | null | undefined {
  let start = at
  for (;;) {
    const end = text.indexOf('\n', start) - 1
    if (end < start) return end === -2 ? undefined : null
    if (text.charCodeAt(end) !== CR) return null
    if (end === start) return end + 2
    const colon = text.indexOf(':', start)
    if (colon < start || colon >= end) return null
    let valueAt = colon + 1
    let valueEnd = end
    while (text.charCodeAt(valueAt) === SPACE) valueAt++
    while (valueEnd > valueAt && text.charCodeAt(valueEnd - 1) === SPACE) valueEnd--
    raw.push(text.slice(start, colon), text.slice(valueAt, valueEnd))
    start = end + 2
  }
}

/** What the strict head lets through and yet needs more than one answer to one request on a connection that stays. */
function isPlain({ headers, contentLength }: Head): boolean {
  if (contentLength > SMALL_BODY_BYTES_MAX || headers.has('expect') || headers.has('proxy-connection')) return false
  const connection = headers.get('connection')
  return connection === undefined || connection === 'keep-alive' || connection.toLowerCase() === 'keep-alive'
}
