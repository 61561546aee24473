/** The cookie that carries a sealed session. No script can read it, and no page of another site makes a browser send it. */
import { IDLE_MS_MAX } from './session.ts'

const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict'

export interface CookieForm {
  readonly name: string
  readonly isSecure: boolean
}

/**
 * Browsers share cookies between the ports of a host: the name holds a mark of the master key, so that two servers on one
 * machine do not sign each other out. `__Host-` forbids that another host of the same domain sets it, but asks for TLS.
 *
 * @param mark a few letters that all processes of one master key have in common
 */
export function cookieForm(isSecure: boolean, mark: string): CookieForm {
  return { name: `${isSecure ? '__Host-' : ''}keybrake_${mark}`, isSecure }
}

export const sessionCookie = ({ name, isSecure }: CookieForm, sealed: string): string =>
  `${name}=${sealed}; ${ATTRIBUTES}; Max-Age=${IDLE_MS_MAX / 1000}${isSecure ? '; Secure' : ''}`

export const endedCookie = ({ name, isSecure }: CookieForm): string =>
  `${name}=; ${ATTRIBUTES}; Max-Age=0${isSecure ? '; Secure' : ''}`

/** The value of the cookie of this name, or null. */
export function cookieValue({ name }: CookieForm, header: string | null): string | null {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return null
}
