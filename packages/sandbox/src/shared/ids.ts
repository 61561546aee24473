/** Object ids in the vendors' forms. Random, so that two runs never share one. */
import { randomBytes, randomUUID } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const POOL_BYTES = 8192
let pool = Buffer.alloc(0)
let used = 0

function nextByte(): number {
  if (used >= pool.length) {
    pool = randomBytes(POOL_BYTES)
    used = 0
  }
  return pool[used++] ?? 0
}

/** `pi` → `pi_3…` with 24 letters and digits. */
export function wordId(prefix: string, length = 24): string {
  let id = `${prefix}_`
  for (let index = 0; index < length; index++) id += ALPHABET[nextByte() % ALPHABET.length]
  return id
}

/** `SM` → `SM` and 32 hex digits. */
export function hexId(prefix: string): string {
  let id = prefix
  for (let index = 0; index < 16; index++) id += nextByte().toString(16).padStart(2, '0')
  return id
}

export const uuid = (): string => randomUUID()
