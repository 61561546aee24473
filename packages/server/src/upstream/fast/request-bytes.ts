/**
 * A request as bytes, head and body together, so that it leaves in one write. All of it was judged before; this is the last
 * lock: nothing that could be read as more than one line or one request is written.
 */
import { remembered } from '@keybrake/core'
import type { OutgoingRequest } from '../exchange.ts'
import { lowerName } from './answer-head.ts'

const METHOD = /^[A-Z]+$/
const TARGET = /^\/[!-~]*$/
const NOT_IN_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/** Ours to write, or of a way to speak HTTP that we do not use. */
const NOT_FOR_CALLERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
])
/** The end of the line before and the name; null where it is no name, or none for callers. */
const lineStart = remembered((name): string | null => {
  const lower = lowerName(name)
  return lower === null || NOT_FOR_CALLERS.has(lower) ? null : `\r\n${name}: `
})

/** Without a body they still say that there is none. */
const ANNOUNCES_EMPTY_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** What all requests to one origin have in common: the end of the first line and the headers that are always the same. */
export const commonLines = (host: string): string => ` HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive`

/**
 * @param common see `commonLines`
 * @returns a string of one byte a character where that is possible: the cheapest to write. Null where the request cannot be
 * written as HTTP.
 */
export function requestBytes(
  common: string,
  { method, target, headers, body }: OutgoingRequest,
): string | Buffer | null {
  if (!METHOD.test(method) || !TARGET.test(target) || headers.length % 2 !== 0) return null
  let head = `${method} ${target}${common}`
  for (let at = 0; at < headers.length; at += 2) {
    const start = lineStart(headers[at] ?? '')
    const value = headers[at + 1] ?? ''
    if (start === null || NOT_IN_A_VALUE.test(value)) return null
    head += start
    head += value
  }
  const length = body === null ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.length
  if (body === null || length === 0)
    return `${head}${ANNOUNCES_EMPTY_BODY.has(method) ? '\r\ncontent-length: 0' : ''}\r\n\r\n`
  head += `\r\ncontent-length: ${length}\r\n\r\n`
  // As many bytes as characters: all of it is ASCII, which is the same in either encoding.
  if (typeof body === 'string' && body.length === length) return head + body
  const bytes = Buffer.allocUnsafe(head.length + length)
  bytes.write(head, 0, 'latin1')
  if (typeof body === 'string') bytes.write(body, head.length, 'utf8')
  else body.copy(bytes, head.length)
  return bytes
}
