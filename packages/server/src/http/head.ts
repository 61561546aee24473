/**
 * The strict front door. What read the bytes below it (`node:http`, or the fast lane) told the lines from each other; this
 * refuses what is HTTP but could be read in two ways, from the raw names and values alone (merged views hide duplicates).
 */
import type { IncomingMessage } from 'node:http'
import { type Code, ownText } from '@keybrake/core'

export interface Head {
  readonly method: string
  /** The request target as it came. */
  readonly target: string
  /** The one Host header, without port and the dot of the root, in lower case. */
  readonly hostname: string
  /** Lower-case name → value. A header that may repeat is joined by `, `. */
  readonly headers: ReadonlyMap<string, string>
  /** Bytes announced; 0 where no body was. */
  readonly contentLength: number
}

export interface HeadFault {
  readonly code: Code
  readonly why: string
  /** Headers that say one thing and were read before the fault: enough to tell whose request it was. */
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
/** The other names that `judged` looks at. */
const JUDGED = new Set([...OVERRIDES, 'transfer-encoding', 'upgrade', 'trailer', 'expect'])
export const MAX_HEADERS = 100

export function readHead(message: IncomingMessage): Head | HeadFault {
  if (message.httpVersionMajor !== 1 || message.httpVersionMinor !== 1)
    return { ...bad('only HTTP/1.1 is spoken here'), headers: new Map() }
  return headOf(message.method ?? '', message.url ?? '', message.rawHeaders)
}

/** @param raw names and values in turn, as they came, without the spaces around a value */
export function headOf(method: string, target: string, raw: readonly string[]): Head | HeadFault {
  const headers = new Map<string, string>()
  const fault = collect(raw, headers)
  return fault === null ? headWith(method, target, headers) : { ...fault, headers }
}

/** The head with these headers, of which none is one that must be judged first. */
export function headWith(method: string, target: string, headers: ReadonlyMap<string, string>): Head | HeadFault {
  const hostname = hostnameOf(headers.get('host'))
  if (hostname === null) return { ...bad('exactly one valid Host header is needed'), headers }
  const contentLength = lengthOf(headers.get('content-length'))
  if (contentLength === null) return { ...bad('Content-Length is not a plain number'), headers }
  return { method, target, hostname, headers, contentLength }
}

/** Fills `headers`, and takes out again what stands twice and says two things. */
function collect(raw: readonly string[], headers: Map<string, string>): Fault | null {
  if (raw.length > MAX_HEADERS * 2) return bad(`more than ${MAX_HEADERS} headers`)
  let fault: Fault | null = null
  let doubled: Set<string> | undefined
  let needsJudging = false
  for (let i = 0; i < raw.length; i += 2) {
    const known = nameOf(raw[i] as string)
    if (known === null) return bad('a header name has a character other than a letter, digit or hyphen')
    const { name } = known
    const value = raw[i + 1] as string
    if (!VALUE.test(value)) return bad(`header ${name} has a character outside printable ASCII`)
    needsJudging ||= known.isJudged
    const earlier = headers.get(name)
    if (doubled?.has(name) === true) {
      if (earlier !== value) headers.delete(name)
      continue
    }
    if (earlier === undefined || known.repeats) {
      headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`)
      continue
    }
    fault ??= bad(`header ${name} stands twice`)
    if (earlier !== value) headers.delete(name)
    doubled ??= new Set()
    doubled.add(name)
  }
  return fault ?? (needsJudging ? judged(headers) : null)
}

/** Headers that would change what the request line or the framing says. */
function judged(headers: ReadonlyMap<string, string>): Fault | null {
  for (const name of OVERRIDES)
    if (headers.has(name)) return { code: 'path_not_canonical', why: `header ${name} would override the request line` }
  if (hostnameOf(headers.get('host')) === null) return bad('exactly one valid Host header is needed')
  if (headers.has('upgrade') || headers.has('trailer')) return bad('Upgrade and Trailer are not accepted')
  const expected = headers.get('expect')
  if (expected !== undefined && expected.toLowerCase() !== '100-continue') return bad('Expect is not understood')
  // Last: whoever may take such a body knows that nothing else is wrong with the head.
  if (headers.has('transfer-encoding'))
    return { code: 'length_required', why: 'a body must come with Content-Length, not Transfer-Encoding' }
  return null
}

const bad = (why: string): Fault => ({ code: 'bad_request', why })

/** A value that can be read in one way only. */
export const VALUE = /^[\x20-\x7e]*$/
const NAME = /^[a-z0-9-]+$/

/** A name as it was written. */
export class HeaderName {
  /** With the colon behind it. */
  readonly #written: string
  /** In lower case. */
  readonly name: string
  readonly repeats: boolean
  /** The header can change what the request line or the framing says. */
  readonly isJudged: boolean
  /** The one that came behind this one in an earlier head: one client's heads have the same names in the same order. */
  #likely: HeaderName | null = null

  constructor(written: string, name: string) {
    this.#written = `${written}:`
    this.name = name
    this.repeats = REPEATABLE.has(name)
    this.isJudged = JUDGED.has(name)
  }

  /** What stands at `at` of a head, where that is the name which came behind this one before. */
  likelyAt(text: string, at: number): HeaderName | null {
    const likely = this.#likely
    return likely !== null && text.startsWith(likely.#written, at) ? likely : null
  }

  /** The name that came behind this one; null where it is none. */
  followedBy(written: string): HeaderName | null {
    const name = nameOf(written)
    if (name !== null && written.length <= NAME_CHARS_MAX) this.#likely = name
    return name
  }

  /** Characters up to the value. */
  get length(): number {
    return this.#written.length
  }
}

/** What comes before the first name of a head. */
export const NO_NAME = new HeaderName('', '')

/** Names as callers write them. They are few; a caller who sends ever new ones makes nobody's calls wrong, only slower. */
const names = new Map<string, HeaderName>()
const NAMES_MAX = 256
const NAME_CHARS_MAX = 64

function nameOf(written: string): HeaderName | null {
  const known = names.get(written)
  if (known !== undefined) return known
  const name = written.toLowerCase()
  if (!NAME.test(name)) return null
  if (written.length > NAME_CHARS_MAX) return new HeaderName(written, name)
  if (names.size >= NAMES_MAX) names.clear()
  const own = ownText(written)
  const found = new HeaderName(own, ownText(name))
  names.set(own, found)
  return found
}

const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?'
/** A name, or an address of IPv6 in brackets; of a name the dot of the root may stand behind it. The port may be empty. */
const HOST = new RegExp(`^(?:(${LABEL}(?:\\.${LABEL})*)\\.?|(\\[[0-9A-Fa-f:.]+\\]))(?::([0-9]{0,5}))?$`)
const PORT_MAX = 65_535
/** Almost every request names the same host as the one before it. */
let lastHost = ''
let lastHostname: string | null = null

export function hostnameOf(host: string | undefined): string | null {
  if (host === undefined) return null
  if (host === lastHost) return lastHostname
  lastHost = ownText(host)
  const [, name, address, port] = HOST.exec(lastHost) ?? []
  lastHostname = Number(port ?? 0) > PORT_MAX ? null : ((name ?? address)?.toLowerCase() ?? null)
  return lastHostname
}

const LENGTH = /^(?:0|[1-9][0-9]{0,11})$/

function lengthOf(text: string | undefined): number | null {
  if (text === undefined) return 0
  return LENGTH.test(text) ? Number(text) : null
}
