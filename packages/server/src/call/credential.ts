/** Finds the one credential of a request. Pure; whether it is valid is for `authenticate`. */
import { holdsVaultKey, VAULT_KEY_PREFIX, vaultKeysIn } from '@keybrake/core'
import type { Head } from '../http/head.ts'

export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly text: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** More than one credential, or one that can't be read. `key`: the one vault key that came with the call in any place. */
  | { readonly kind: 'unreadable'; readonly why: string; readonly key: string | null }

/**
 * @param extraHeader the header in which the vendor's definition takes a key (`x-api-key`), or null
 */
export function readCredential(head: Pick<Head, 'headers' | 'target'>, extraHeader: string | null): Credential {
  const found = credentialOf(head, extraHeader)
  return found.kind === 'unreadable' ? { ...found, key: onlyKey(head) } : found
}

function credentialOf(head: Pick<Head, 'headers' | 'target'>, extraHeader: string | null): Credential {
  if (holdsVaultKey(head.target)) return unreadable('a vault key must never stand in a URL; revoke this one')
  const authorization = head.headers.get('authorization')
  const extra = extraHeader === null ? undefined : head.headers.get(extraHeader)
  if (authorization !== undefined && extra !== undefined)
    return unreadable('two credentials came with the call; send one')
  if (authorization !== undefined || extra !== undefined) {
    const stray = strayKey(head.headers, extraHeader)
    if (stray !== null) return unreadable(`a second vault key stands in the header ${stray}; send one`)
  }
  if (extra !== undefined) return { kind: 'bearer', text: extra.trim() }
  return authorization === undefined ? { kind: 'none' } : readAuthorization(authorization)
}

const unreadable = (why: string): Credential => ({ kind: 'unreadable', why, key: null })

/** The key that the refusal is told to and recorded under; null where there are several, or none. */
function onlyKey({ target, headers }: Pick<Head, 'headers' | 'target'>): string | null {
  const authorization = readAuthorization(headers.get('authorization') ?? '')
  const pair = authorization.kind === 'basic' ? [authorization.user, authorization.password] : []
  const keys = new Set([target, ...headers.values(), ...pair].flatMap(vaultKeysIn))
  const [first = null] = keys
  return keys.size === 1 ? first : null
}

const VAULT_KEY = /vault_key_[0-9A-Za-z%]+/g

/** A path as a row may have it: of a key that stands in it, only that there was one. */
export const withoutKeys = (path: string): string =>
  path.includes(VAULT_KEY_PREFIX) ? path.replace(VAULT_KEY, `${VAULT_KEY_PREFIX}…`) : path

/** What a caller may say of itself in a row; nothing where one of its headers may be a key. */
export const saidBy = (head: Head, { kind }: Credential): Head =>
  kind === 'unreadable' ? { ...head, headers: NO_HEADERS } : head

const NO_HEADERS: Head['headers'] = new Map()

/** A header that holds a vault key and is not the one where it belongs: a second credential. */
function strayKey(headers: Head['headers'], extraHeader: string | null): string | null {
  // Nearly always none holds one but the one where it belongs.
  let holders = 0
  for (const value of headers.values()) if (holdsVaultKey(value)) holders++
  if (holders === 0) return null
  const own = headers.get('authorization') ?? headers.get(extraHeader ?? '')
  if (holders === 1 && own !== undefined && holdsVaultKey(own)) return null
  for (const [name, value] of headers)
    if (name !== 'authorization' && name !== extraHeader && holdsVaultKey(value)) return name
  return null
}

const TOKEN = /^[A-Za-z0-9._~+/=-]+$/
const BEARER = 'Bearer '

function readAuthorization(value: string): Credential {
  // As nearly every caller writes it; the pattern below takes it in any spelling.
  if (value.startsWith(BEARER)) {
    const text = value.slice(BEARER.length)
    if (TOKEN.test(text)) return { kind: 'bearer', text }
  }
  const match = /^(Bearer|Basic) +([A-Za-z0-9._~+/=-]+) *$/i.exec(value)
  if (match === null) return unreadable('the Authorization header is neither Bearer nor Basic')
  const text = match[2] as string
  if ((match[1] as string).toLowerCase() === 'bearer') return { kind: 'bearer', text }
  const bytes = Buffer.from(text, 'base64')
  const pair = bytes.toString('latin1')
  const colon = pair.indexOf(':')
  // Node decodes base64 leniently: only a text that encodes back to itself, padded or not, was base64.
  const padded = bytes.toString('base64')
  if (colon < 0 || (text !== padded && text !== padded.replace(/=+$/, '')))
    return unreadable('the Basic credential is not user:password in base64')
  return { kind: 'basic', user: pair.slice(0, colon), password: pair.slice(colon + 1) }
}

/**
 * The text that should be a vault key, under the forms a vendor's SDK uses. Both halves of a Basic pair being vault keys is
 * two credentials.
 */
export function vaultKeyText(
  credential: Credential,
  forms: readonly ('basic_user' | 'basic_password')[],
): string | { readonly why: string; readonly key: string | null } | null {
  if (credential.kind === 'none') return null
  if (credential.kind === 'unreadable') return { why: credential.why, key: credential.key }
  if (credential.kind === 'bearer') return credential.text
  const { user, password } = credential
  if ([user, password].filter((text) => text.startsWith(VAULT_KEY_PREFIX)).length > 1)
    return { why: 'two vault keys came with the call; send one', key: user === password ? user : null }
  const candidates = [
    ...(forms.includes('basic_user') ? [user] : []),
    ...(forms.includes('basic_password') ? [password] : []),
  ]
  return candidates.find((text) => text.startsWith(VAULT_KEY_PREFIX)) ?? user
}
