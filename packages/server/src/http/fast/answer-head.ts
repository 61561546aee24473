/** The head of an answer as text, in the form `node:http` gives it. */
import { STATUS_CODES } from 'node:http'
import type { Field } from '@keybrake/core'

/** How long a silent connection is kept: longer than the usual load balancers and SDKs do, so that they close first. */
export const IDLE_MS_MAX = 65_000

/**
 * Status line and headers, each with its line end.
 *
 * @throws TypeError where a header could not be written as it stands: a line break in it would be a header of its own
 */
export function headLines(status: number, headers: readonly Field[]): string {
  let text = statusLine(status)
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i] as Field
    const prefix = prefixOf(name)
    if (!VALUE.test(value))
      throw new TypeError(`the value of the header ${name} has a character that no header may have`)
    if (prefix !== '') text += `${prefix}${value}\r\n`
  }
  return text
}

/** What `node:http` too lets stand in a value. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
/** Written by the lane alone, and left out here: a vendor's word on its connection says nothing about this one. */
const OURS = /^(?:connection|keep-alive|transfer-encoding|content-length|trailer|upgrade|date)$/i

/** Names come from fixed lists; the bound is for the day when one does not. */
const prefixes = new Map<string, string>()
const PREFIXES_MAX = 256

function prefixOf(name: string): string {
  const known = prefixes.get(name)
  if (known !== undefined) return known
  if (!NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a header`)
  const prefix = OURS.test(name) ? '' : `${name}: `
  if (prefixes.size < PREFIXES_MAX) prefixes.set(name, prefix)
  return prefix
}

const statusLines = new Map<number, string>()

function statusLine(status: number): string {
  const known = statusLines.get(status)
  if (known !== undefined) return known
  if (!Number.isInteger(status) || status < 200 || status > 999)
    throw new RangeError(`${status} is no status of an answer`)
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`
  statusLines.set(status, line)
  return line
}

let ending = ''
let endingUntilMs = 0

/** The end of a head after which the connection stays open: the date, and how long it stays. */
export function keptEnding(): string {
  const nowMs = Date.now()
  if (nowMs >= endingUntilMs || nowMs < endingUntilMs - 1_000) {
    ending = `${date(nowMs)}Connection: keep-alive\r\nKeep-Alive: timeout=${IDLE_MS_MAX / 1_000}\r\n`
    endingUntilMs = nowMs - (nowMs % 1_000) + 1_000
  }
  return ending
}

export const closingEnding = (): string => `${date(Date.now())}Connection: close\r\n`

const date = (ms: number): string => `Date: ${new Date(ms).toUTCString()}\r\n`
