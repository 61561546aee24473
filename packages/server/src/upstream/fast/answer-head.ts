/**
 * The head of a vendor's answer: status, headers, and where its body ends. Strict: what two readers could take in two ways
 * is no head at all, for an answer that is misread frees or spends money.
 */
import { remembered } from '@keybrake/core'
import type { UpstreamHead } from '../exchange.ts'
import { NO_HEADER_NAME } from './header-names.ts'

export { lowerName } from './header-names.ts'

/** With the status line, over all informational answers before the real one. */
export const HEAD_BYTES_MAX = 32_768

export interface AnswerHead extends UpstreamHead {
  /** Bytes of the body where the head says so; null otherwise. */
  readonly length: number | null
  readonly chunked: boolean
  /** Whether another request may follow on the connection. */
  readonly keepsOpen: boolean
  /** How long the vendor says it keeps a silent connection; null where it says nothing. */
  readonly keepsOpenMs: number | null
}

/** Anything but printable ASCII, obs-text, tabs and whole line ends. One class of characters in front keeps it quick. */
const ALIEN = /[^\t\x20-\x7e\x80-\xff](?<!\r(?=\n))(?<!\r\n)/
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/
const LENGTH = /^\d{1,15}$/
const TAB = 9
const SPACE = 32

/** Null where it is no status line. */
const readStatusLine = remembered((text) => {
  const line = STATUS_LINE.exec(text)
  return line === null ? null : { isHttp11: line[1] === '1', status: Number(line[2]) }
})

/**
 * @param text the head, one character a byte, with the line end of its last line and without the empty line
 * @returns null where it is not plain HTTP/1.1 (or 1.0)
 */
export function readAnswerHead(text: string): AnswerHead | null {
  if (ALIEN.test(text)) return null
  let lineEnd = text.indexOf('\r\n')
  const line = readStatusLine(text.slice(0, lineEnd))
  if (line === null) return null
  const headers = new Map<string, string>()
  let last = NO_HEADER_NAME
  for (let at = lineEnd + 2; at < text.length; at = lineEnd + 2) {
    // Up to the next colon, be it lines away: what holds a line end is no name.
    const name = last.likelyAt(text, at) ?? last.followedBy(text.slice(at, text.indexOf(':', at)))
    if (name === null) return null
    last = name
    const valueAt = at + name.charsWritten
    lineEnd = text.indexOf('\r\n', valueAt)
    const { lower } = name
    // Readers differ on blanks behind a length.
    if (lower === 'content-length' && isBlank(text.charCodeAt(lineEnd - 1))) return null
    const value = trimmed(text, valueAt, lineEnd)
    const before = headers.get(lower)
    headers.set(lower, before === undefined ? value : `${before}, ${value}`)
  }
  return withFraming(line.isHttp11, line.status, headers)
}

function withFraming(isHttp11: boolean, status: number, headers: ReadonlyMap<string, string>): AnswerHead | null {
  const length = headers.get('content-length')
  const coding = headers.get('transfer-encoding')
  if (coding !== undefined && (length !== undefined || !isHttp11 || coding.toLowerCase() !== 'chunked')) return null
  // Two of them were joined to something that is no number.
  if (length !== undefined && !LENGTH.test(length)) return null
  const connection = headers.get('connection')
  const keepAlive = headers.get('keep-alive')
  return {
    status,
    headers,
    length: length === undefined ? null : Number(length),
    chunked: coding !== undefined,
    keepsOpen: isHttp11 && (connection === undefined || connection.toLowerCase() === 'keep-alive'),
    keepsOpenMs: keepAlive === undefined ? null : keptMs(keepAlive),
  }
}

function trimmed(text: string, start: number, end: number): string {
  let from = start
  let to = end
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

const isBlank = (code: number): boolean => code === SPACE || code === TAB

function keptMs(hint: string): number | null {
  const seconds = /timeout=(\d{1,9})/i.exec(hint)?.[1]
  return seconds === undefined ? null : Number(seconds) * 1_000
}
