/** Begins sessions, finds the one that a request comes with, and ends them. */
import type { Instant } from '@keybrake/core'
import type { Principal, Registry } from '@keybrake/ledger'
import { newId } from '../ids.ts'
import type { Keyring } from '../vault/keyring.ts'
import { expiresAt, idleAt, openSession, sealSession, type Session } from './session.ts'
import { type CookieForm, cookieForm, cookieValue, endedCookie, sessionCookie } from './session-cookie.ts'

export interface SessionsOptions {
  readonly keyring: Keyring
  readonly registry: Pick<Registry, 'principalByCredential' | 'endSession' | 'isSessionEnded'>
  /** Known once the process listens. */
  readonly publicUrl: () => string
}

export interface FoundSession {
  readonly session: Session
  readonly principal: Principal
}

const MARK_CHARS = 8

export class Sessions {
  readonly #options: SessionsOptions
  readonly #mark: string

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#mark = options.keyring
      .reference('dashboard-cookie')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, MARK_CHARS)
  }

  /** @param origin that the browser named, or null: https, and the cookie goes over TLS alone, whatever the public URL says */
  begin(credentialMac: string, at: Instant, origin: string | null): Session {
    return { id: newId('ses'), credentialMac, beganAt: at, activeAt: at, overTls: this.#isOverTls(origin) }
  }

  /** The session of a `Cookie` header, where it stands at this moment: asked anew for every request. */
  async find(cookie: string | null, at: Instant): Promise<FoundSession | null> {
    const sealed = cookieValue(this.#form(true), cookie) ?? this.#plainValue(cookie)
    const session = sealed === null ? null : openSession(this.#options.keyring, sealed, at)
    const principal = session === null ? null : await this.stands(session, at)
    return session === null || principal === null ? null : { session, principal }
  }

  /** Whose it is, while it is neither over nor signed out and its credential is good; else null. */
  async stands(session: Session, at: Instant): Promise<Principal | null> {
    const { registry } = this.#options
    if (at >= idleAt(session)) return null
    const [principal, isEnded] = await Promise.all([
      registry.principalByCredential(session.credentialMac),
      registry.isSessionEnded(session.id),
    ])
    return isEnded || principal?.deletedAt !== null ? null : principal
  }

  /** `Set-Cookie` for a session that was active now. */
  cookie(session: Session, at: Instant): string {
    return sessionCookie(this.#form(session.overTls), sealSession(this.#options.keyring, { ...session, activeAt: at }))
  }

  /** `Set-Cookie` that takes it from a browser that names this origin. */
  endedCookie(origin: string | null): string {
    return endedCookie(this.#form(this.#isOverTls(origin)))
  }

  end(session: Session, at: Instant): Promise<void> {
    return this.#options.registry.endSession(session.id, expiresAt(session), at)
  }

  /** Where all browsers see TLS, another host of the domain may have set a cookie of this name: it is not looked at. */
  #plainValue(cookie: string | null): string | null {
    return this.#isOverTls(null) ? null : cookieValue(this.#form(false), cookie)
  }

  #isOverTls(origin: string | null): boolean {
    return [origin, this.#options.publicUrl()].some((url) => url?.startsWith('https:') === true)
  }

  #form(isSecure: boolean): CookieForm {
    return cookieForm(isSecure, this.#mark)
  }
}
