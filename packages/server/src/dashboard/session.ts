/**
 * A session is what a browser holds instead of the credential: sealed, so that any process with the same master key can read it,
 * and bound to the credential it began with, so that it ends with it. Nothing is stored of a session until it is signed out.
 */
import { type Instant, instant } from '@keybrake/core'
import { openBytes, sealBytes } from '../vault/envelope.ts'
import type { Keyring } from '../vault/keyring.ts'

const HOUR_MS = 3_600_000
/** Without activity it ends after this time, … */
export const IDLE_MS_MAX = 12 * HOUR_MS
/** … and with it after this one. */
export const SESSION_MS_MAX = 7 * 24 * HOUR_MS

export interface Session {
  readonly id: string
  /** What is stored of the credential that it was begun with. */
  readonly credentialMac: string
  readonly beganAt: Instant
  readonly activeAt: Instant
  /** Whether the browser that it was begun in sees this server over TLS, if only as far as a proxy in between. */
  readonly overTls: boolean
}

export const idleAt = ({ beganAt, activeAt }: Session): Instant =>
  instant(Math.min(activeAt + IDLE_MS_MAX, beganAt + SESSION_MS_MAX))

export const expiresAt = ({ beganAt }: Session): Instant => instant(beganAt + SESSION_MS_MAX)

const PURPOSE = 'keybrake/dashboard-session'
/** Longer than any that is made: what is longer is not looked at. */
const SEALED_CHARS_MAX = 1_024

export function sealSession({ sessions }: Pick<Keyring, 'sessions'>, session: Session): string {
  const { id, credentialMac, beganAt, activeAt, overTls } = session
  const plain = JSON.stringify([id, credentialMac, beganAt, activeAt, overTls])
  return Buffer.from(sealBytes(sessions, PURPOSE, Buffer.from(plain, 'utf8'))).toString('base64url')
}

/** Null for what this master key did not seal as a session, and for one that is over at `at`. */
export function openSession({ sessions }: Pick<Keyring, 'sessions'>, sealed: string, at: Instant): Session | null {
  if (sealed.length > SEALED_CHARS_MAX) return null
  let plain: string
  try {
    plain = openBytes(sessions, PURPOSE, Buffer.from(sealed, 'base64url')).toString('utf8')
  } catch {
    return null
  }
  const [id, credentialMac, beganAt, activeAt, overTls] = JSON.parse(plain) as [string, string, number, number, boolean]
  const session = { id, credentialMac, beganAt: instant(beganAt), activeAt: instant(activeAt), overTls }
  return at < idleAt(session) ? session : null
}
