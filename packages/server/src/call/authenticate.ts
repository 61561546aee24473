/** First step: whose call is this? Yields the key and the connection it is bound to, or stops. */
import { readVaultKey } from '@keybrake/core'
import type { Keyring } from '../vault/keyring.ts'
import type { LiveConnection, LiveConnections } from '../upstream/live-connections.ts'
import { type Credential, vaultKeyText } from './credential.ts'
import type { KeyHint, KeyHints } from './key-hints.ts'
import { type Stop, stop } from './stop.ts'

export interface Caller {
  readonly key: KeyHint
  /** The key's own connection, which is not necessarily the one the path names (`vendor_mismatch` comes later). */
  readonly connection: LiveConnection
}

/** The call ends here. `key`: it bears a key of ours whose connection is gone; null: a stranger's. */
export interface TurnedAway extends Stop {
  readonly key: KeyHint | null
}

export interface AuthenticateParts {
  readonly keyring: Keyring
  readonly keys: KeyHints
  readonly connections: LiveConnections
}

/** @param routed the connection that host or path named, or null: its vendor decides where a Basic credential holds the key. */
export async function authenticate(
  parts: AuthenticateParts,
  credential: Credential,
  routed: LiveConnection | null,
): Promise<Caller | TurnedAway> {
  const text = vaultKeyText(credential, routed?.adapter.credentialForms ?? ['basic_user', 'basic_password'])
  if (text === null)
    return stranger(
      'missing_key',
      'This call carries no vault key. Send it as a Bearer token (or as your SDK sends its API key). Do not retry without one.',
    )
  if (typeof text !== 'string')
    return stranger('bad_request', `The credential could not be read: ${text.why}. Do not retry unchanged.`)
  const lookup = readVaultKey(text)?.lookup
  if (lookup === undefined) return unknownKey()
  const key = parts.keys.remembered(lookup) ?? (await parts.keys.fresh(lookup))
  if (key === null || !parts.keyring.matches(text, key.record.mac)) return unknownKey()
  const connection = parts.connections.get(key.record.connection)
  if (connection === undefined)
    return {
      ...stop(
        'key_revoked',
        'The connection of this vault key no longer exists, so the key is dead. Ask for a new key. Do not retry.',
      ),
      key,
    }
  return { key, connection }
}

const stranger = (code: Stop['refusal']['code'], message: string): TurnedAway => ({ ...stop(code, message), key: null })

const unknownKey = (): TurnedAway =>
  stranger(
    'invalid_key',
    'This credential is not a vault key of this proxy. Check that the whole key was copied, or ask for a new one. Do not retry.',
  )
