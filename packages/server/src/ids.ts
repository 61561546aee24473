/**
 * Ids: a prefix that says what it is, then a UUIDv7 (RFC 9562) in hexadecimal, so that ids sort by time. Written here because
 * every call needs one, and half of what the library's takes goes into hyphens that are taken out again.
 */
import { randomFillSync } from 'node:crypto'

export type IdPrefix = 'call' | 'key' | 'bud' | 'prn' | 'evt'

/** Of an id: all that is not time. */
const RANDOM_BYTES = 10
const pool = Buffer.alloc(RANDOM_BYTES * 400)
let at = pool.length
let timeMs = 0
let timeHex = ''

export function newId(prefix: IdPrefix): string {
  if (at === pool.length) {
    randomFillSync(pool)
    at = 0
  }
  // Version 7 and the variant of the standard.
  pool[at] = 0x70 | ((pool[at] as number) & 0x0f)
  pool[at + 2] = 0x80 | ((pool[at + 2] as number) & 0x3f)
  const random = pool.toString('hex', at, at + RANDOM_BYTES)
  at += RANDOM_BYTES
  return `${prefix}_${timeText(Date.now())}${random}`
}

/** 48 bits in hexadecimal. Many ids are made in one millisecond. */
function timeText(nowMs: number): string {
  if (nowMs !== timeMs) {
    timeMs = nowMs
    timeHex = nowMs.toString(16).padStart(12, '0')
  }
  return timeHex
}
