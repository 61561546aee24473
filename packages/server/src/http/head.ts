/**
 * The strict front door. Node's parser has already refused what is not HTTP; this refuses what is HTTP but could be read
 * in two ways, from `rawHeaders` alone (the merged views hide duplicates).
 */
import type { IncomingMessage } from 'node:http'
import type { Code } from '@keybrake/core'

export interface Head {
  readonly method: string
  /** The request target as it came. */
  readonly target: string
  /** The one Host header, without port, in lower case. */
  readonly hostname: string
  /** Lower-case name → value. A header that may repeat is joined by `, `. */
  readonly headers: ReadonlyMap<string, string>
  /** Bytes announced; 0 where no body was. */
  readonly contentLength: number
}

export interface HeadFault {
  readonly code: Code
  readonly why: string
  /** Headers that stand once and were read before the fault: enough to tell whose request it was. */
  readonly headers: ReadonlyMap<string, string>
}

type Fault = Pick<HeadFault, 'code' | 'why'>

/** Lists by definition; every other header may stand once. */
const REPEATABLE = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'cookie',
  'forwarded',
  'pragma',
  'via',
  'x-forwarded-for',
])
/** Headers by which some servers take another method or target than the request line's. */
const OVERRIDES = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
  'x-forwarded-uri',
  'x-original-uri',
])
const MAX_HEADERS = 100

export function readHead(message: IncomingMessage): Head | HeadFault {
  const headers = new Map<string, string>()
  const head = headOf(message, headers)
  return 'code' in head ? { ...head, headers } : head
}

/** Fills `headers`, and takes out again what stands twice. */
function headOf(message: IncomingMessage, headers: Map<string, string>): Head | Fault {
  if (message.httpVersionMajor !== 1 || message.httpVersionMinor !== 1) return bad('only HTTP/1.1 is spoken here')
  const fault = collect(message.rawHeaders, headers)
  if (fault !== null) return fault
  for (const name of OVERRIDES)
    if (headers.has(name)) return { code: 'path_not_canonical', why: `header ${name} would override the request line` }
  const hostname = hostnameOf(headers.get('host'))
  if (hostname === null) return bad('exactly one valid Host header is needed')
  if (headers.has('transfer-encoding'))
    return { code: 'length_required', why: 'a body must come with Content-Length, not Transfer-Encoding' }
  if (headers.has('upgrade') || headers.has('trailer')) return bad('Upgrade and Trailer are not accepted')
  const expected = headers.get('expect')
  if (expected !== undefined && expected.toLowerCase() !== '100-continue') return bad('Expect is not understood')
  const contentLength = lengthOf(headers.get('content-length'))
  if (contentLength === null) return bad('Content-Length is not a plain number')
  return { method: message.method ?? '', target: message.url ?? '', hostname, headers, contentLength }
}

function collect(raw: readonly string[], headers: Map<string, string>): Fault | null {
  if (raw.length > MAX_HEADERS * 2) return bad(`more than ${MAX_HEADERS} headers`)
  let fault: Fault | null = null
  const doubled = new Set<string>()
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase()
    const value = raw[i + 1] as string
    if (!isHeaderName(name)) return bad('a header name has a character other than a letter, digit or hyphen')
    if (!isHeaderValue(value)) return bad(`header ${name} has a character outside printable ASCII`)
    if (doubled.has(name)) continue
    const earlier = headers.get(name)
    if (earlier === undefined || REPEATABLE.has(name)) {
      headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`)
      continue
    }
    fault ??= bad(`header ${name} stands twice`)
    headers.delete(name)
    doubled.add(name)
  }
  return fault
}

const bad = (why: string): Fault => ({ code: 'bad_request', why })

function isHeaderName(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i)
    if (!((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 45)) return false
  }
  return name.length > 0
}

function isHeaderValue(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i)
    if (c < 32 || c > 126) return false
  }
  return true
}

const HOST = /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/

function hostnameOf(host: string | undefined): string | null {
  const match = host === undefined ? null : HOST.exec(host)
  return match === null ? null : (match[1] as string).toLowerCase()
}

function lengthOf(text: string | undefined): number | null {
  if (text === undefined) return 0
  return /^(0|[1-9][0-9]{0,11})$/.test(text) ? Number(text) : null
}
