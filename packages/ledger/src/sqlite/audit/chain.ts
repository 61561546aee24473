/** The hash chain: each entry's hash covers the one before and the entry's exact bytes. */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** A SHA-256 in lower-case hex: 64 characters. */
export type Hash = string

export const HASH_CHARS = 64

/** Of an entry that stands in a buffer behind the hash before it and a line break. */
export const hashOfBytes = (bytes: Uint8Array): Hash => hash('sha256', bytes, 'hex')

export const nextHash = (before: Hash, entry: Uint8Array): Hash =>
  hashOfBytes(Buffer.concat([Buffer.from(`${before}\n`, 'latin1'), entry]))

/** What stands before the first entry. It holds the chain's name, so that entries of one chain cannot pass for another's. */
export const genesis = (chain: string): Hash => hash('sha256', `keybrake audit chain ${chain}`, 'hex')

/** A new chain's name: unlike any other store's, as its first entry and the key are. */
export const chainName = (key: Uint8Array, firstLine: string): string =>
  createHmac('sha256', key).update('chain name\0').update(firstLine).digest('hex').slice(0, 16)

/** Signs a text of one purpose; a signature for one is worth nothing for another. */
export const sign = (key: Uint8Array, purpose: string, text: string): Uint8Array =>
  createHmac('sha256', key).update(`keybrake audit ${purpose}\0${text}`).digest()

export const isSigned = (key: Uint8Array, purpose: string, text: string, mac: Uint8Array): boolean =>
  mac.byteLength === 32 && timingSafeEqual(sign(key, purpose, text), mac)
