/**
 * Ids: a prefix that says what it is, then a UUIDv7 (RFC 9562) in hexadecimal, so that ids sort by time. Written here because
 * every call needs one, and half of what the library's takes goes into hyphens that are taken out again.
 */
import { randomFillSync } from 'node:crypto'

export type IdPrefix = 'call' | 'key' | 'bud' | 'prn' | 'evt' | 'ses'

/** Of an id: all that is not time. */
const RANDOM_BYTES = 10
const RANDOM_CHARS = 2 * RANDOM_BYTES
/** Made for so many ids at once: the way to the source of randomness, and to the text of it, costs more than what it brings. */
const pool = Buffer.alloc(RANDOM_BYTES * 400)
let random = ''
let at = 0
let timeMs = 0
let timeHex = ''

export function newId(prefix: IdPrefix): string {
  if (at === random.length) refill()
  const start = at
  at += RANDOM_CHARS
  return `${prefix}_${timeText(Date.now())}${random.slice(start, at)}`
}

function refill(): void {
  randomFillSync(pool)
  // Version 7 and the variant of the standard.
  for (let id = 0; id < pool.length; id += RANDOM_BYTES) {
    pool[id] = 0x70 | ((pool[id] as number) & 0x0f)
    pool[id + 2] = 0x80 | ((pool[id + 2] as number) & 0x3f)
  }
  random = pool.toString('hex')
  at = 0
}

/** 48 bits in hexadecimal. Many ids are made in one millisecond. */
function timeText(nowMs: number): string {
  if (nowMs !== timeMs) {
    timeMs = nowMs
    timeHex = nowMs.toString(16).padStart(12, '0')
  }
  return timeHex
}
