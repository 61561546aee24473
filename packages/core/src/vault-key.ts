/**
 * The text of a vault key: `vault_key_`, 16 characters by which it is looked up, 43 of secret, 6 of checksum. The fixed
 * prefix lets secret scanners find it; the checksum tells a mistyped key from an unknown one without asking the store.
 */
import { bytesToBase62, isBase62, toBase62 } from './base62.ts'
import { crc32 } from './crc32.ts'

export const VAULT_KEY_PREFIX = 'vault_key_'

const LOOKUP_CHARS = 16
const SECRET_BYTES = 32
const SECRET_CHARS = 43
const CHECKSUM_CHARS = 6
const CHECKSUM_AT = VAULT_KEY_PREFIX.length + LOOKUP_CHARS + SECRET_CHARS
const VAULT_KEY_CHARS = CHECKSUM_AT + CHECKSUM_CHARS
/** 43 digits reach a little further than 32 bytes. */
const SECRET_MAX = toBase62((1n << 256n) - 1n, SECRET_CHARS)

/**
 * @param lookup the public part: 16 base-62 characters
 * @param secret 32 random bytes
 */
export function formatVaultKey(lookup: string, secret: Uint8Array): string {
  if (lookup.length !== LOOKUP_CHARS || !isBase62(lookup))
    throw new RangeError('a look-up part is 16 base-62 characters')
  if (secret.length !== SECRET_BYTES) throw new RangeError('the secret part is 32 bytes')
  const checked = VAULT_KEY_PREFIX + lookup + bytesToBase62(secret, SECRET_CHARS)
  return checked + checksum(checked)
}

/** The public part of a text that has exactly the form of a vault key; null for any other. Says nothing of whether it was issued. */
export function readVaultKey(text: string): { readonly lookup: string } | null {
  if (text.length !== VAULT_KEY_CHARS || !text.startsWith(VAULT_KEY_PREFIX)) return null
  const secretAt = VAULT_KEY_PREFIX.length + LOOKUP_CHARS
  if (!isBase62(text.slice(VAULT_KEY_PREFIX.length)) || text.slice(secretAt, CHECKSUM_AT) > SECRET_MAX) return null
  if (checksum(text.slice(0, CHECKSUM_AT)) !== text.slice(CHECKSUM_AT)) return null
  return { lookup: text.slice(VAULT_KEY_PREFIX.length, secretAt) }
}

/**
 * Whether the secret of a vault key stands somewhere in a text, with whatever before and behind it. The checksum is not asked
 * for: whoever has the rest can work it out. A character may be written as an escape of a URL.
 */
export function holdsVaultKey(text: string): boolean {
  for (let at = text.indexOf(VAULT_KEY_PREFIX); at >= 0; at = text.indexOf(VAULT_KEY_PREFIX, at + 1)) {
    const begin = at + VAULT_KEY_PREFIX.length
    const rest = text.slice(begin, begin + LOOKUP_CHARS + SECRET_CHARS)
    if (rest.length === LOOKUP_CHARS + SECRET_CHARS && isBase62(rest.replaceAll('%', '0'))) return true
  }
  return false
}

/** The vault keys that stand whole in a text. */
export function vaultKeysIn(text: string): readonly string[] {
  const found: string[] = []
  for (let at = text.indexOf(VAULT_KEY_PREFIX); at >= 0; at = text.indexOf(VAULT_KEY_PREFIX, at + 1)) {
    const key = text.slice(at, at + VAULT_KEY_CHARS)
    if (readVaultKey(key) !== null) found.push(key)
  }
  return found
}

/** Where the public part stands in a text that may be a vault key. Its form is not looked at: enough to find what is remembered of it. */
export const lookupPart = (text: string): string =>
  text.slice(VAULT_KEY_PREFIX.length, VAULT_KEY_PREFIX.length + LOOKUP_CHARS)

function checksum(ascii: string): string {
  const crc = crc32(ascii)
  return bytesToBase62(Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc), CHECKSUM_CHARS)
}
