/** First step: whose call is this? Yields the key and the connection it is bound to, or stops. */
import { type Code, lookupPart, readVaultKey } from '@keybrake/core'
import type { Keyring } from '../vault/keyring.ts'
import type { LiveConnection, LiveConnections } from '../upstream/live-connections.ts'
import { type Credential, vaultKeyText } from './credential.ts'
import type { KeyHint, KeyHints } from './key-hints.ts'
import { Stop, stop } from './stop.ts'

export interface Caller {
  readonly key: KeyHint
  /** The key's own connection, which is not necessarily the one the path names (`vendor_mismatch` comes later). */
  readonly connection: LiveConnection
}

/** The call ends here. */
export class TurnedAway extends Stop {
  /** A key of ours whose connection is gone, or that stood in a wrong place; null: a stranger's. */
  readonly key: KeyHint | null

  constructor({ refusal }: Stop, key: KeyHint | null) {
    super(refusal)
    this.key = key
  }
}

export interface AuthenticateParts {
  readonly keyring: Keyring
  readonly keys: KeyHints
  readonly connections: LiveConnections
}

/** @param routed the connection that host or path named, or null: its vendor decides where a Basic credential holds the key. */
export function authenticate(
  parts: AuthenticateParts,
  credential: Credential,
  routed: LiveConnection | null,
): Caller | TurnedAway | Promise<Caller | TurnedAway> {
  const text =
    credential.kind === 'bearer'
      ? credential.text
      : vaultKeyText(credential, routed?.adapter.credentialForms ?? ANY_FORM)
  if (text === null)
    return stranger(
      'missing_key',
      'This call carries no vault key. Send it as a Bearer token (or as your SDK sends its API key). Do not retry without one.',
    )
  if (typeof text !== 'string') {
    const refused = stop('bad_request', `The credential could not be read: ${text.why}. Do not retry unchanged.`)
    return text.key === null ? new TurnedAway(refused, null) : turnedAwayAs(parts, text.key, refused)
  }
  const remembered = parts.keys.remembered(lookupPart(text))
  if (remembered?.bearer.isProven(text) === true) return callerOf(parts, remembered)
  return proveBearer(parts, text)
}

const ANY_FORM = ['basic_user', 'basic_password'] as const

/** The first call with a key: the form of its text and its mac are looked at. */
async function proveBearer(parts: AuthenticateParts, text: string): Promise<Caller | TurnedAway> {
  const lookup = readVaultKey(text)?.lookup
  if (lookup === undefined) return unknownKey()
  const key = parts.keys.remembered(lookup) ?? (await parts.keys.fresh(lookup))
  if (key === null || !parts.keyring.matches(text, key.record.mac)) return unknownKey()
  key.bearer.prove(text)
  return callerOf(parts, key)
}

/** Whose key it is, whatever else came with it: the refusal is a row of that key. */
async function turnedAwayAs(parts: AuthenticateParts, text: string, refused: Stop): Promise<TurnedAway> {
  const found = await proveBearer(parts, text)
  return new TurnedAway(refused, found.key)
}

function callerOf(parts: AuthenticateParts, key: KeyHint): Caller | TurnedAway {
  const connection = parts.connections.get(key.record.connection)
  if (connection !== undefined) return { key, connection }
  return new TurnedAway(connectionGone, key)
}

const connectionGone = stop(
  'key_revoked',
  'The connection of this vault key no longer exists, so the key is dead. Ask for a new key. Do not retry.',
)

const stranger = (code: Code, message: string): TurnedAway => new TurnedAway(stop(code, message), null)

const unknownKey = (): TurnedAway =>
  stranger(
    'invalid_key',
    'This credential is not a vault key of this proxy. Check that the whole key was copied, or ask for a new one. Do not retry.',
  )
