/** The hash chain: each entry's hash covers the one before and the entry's exact bytes. */
import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'

export type Hash = Uint8Array

export function nextHash(before: Hash, line: string): Hash {
  const bytes = Buffer.allocUnsafe(before.byteLength + Buffer.byteLength(line))
  bytes.set(before)
  bytes.write(line, before.byteLength, 'utf8')
  return hash('sha256', bytes, 'buffer')
}

/** What stands before the first entry. It holds the chain's name, so that entries of one chain cannot pass for another's. */
export const genesis = (chain: string): Hash => createHash('sha256').update(`keybrake audit chain ${chain}`).digest()

/** A new chain's name: unlike any other store's, as its first entry and the key are. */
export const chainName = (key: Uint8Array, firstLine: string): string =>
  createHmac('sha256', key).update('chain name\0').update(firstLine).digest('hex').slice(0, 16)

/** Signs a text of one purpose; a signature for one is worth nothing for another. */
export const sign = (key: Uint8Array, purpose: string, text: string): Uint8Array =>
  createHmac('sha256', key).update(`keybrake audit ${purpose}\0${text}`).digest()

export const isSigned = (key: Uint8Array, purpose: string, text: string, mac: Uint8Array): boolean =>
  mac.byteLength === 32 && timingSafeEqual(sign(key, purpose, text), mac)

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
export const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
