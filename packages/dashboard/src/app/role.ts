/** What the signed-in principal may do; controls that it may not use stay, and say why. */
import { sessionStore, type SignedIn } from '../api/session.ts'
import { useStore } from './store.ts'

export type Role = SignedIn['principal']['role']

export function useSession(): SignedIn | null {
  const session = useStore(sessionStore)
  return session?.signed_in === true ? session : null
}

/**
 * Null where the role allows it, else the sentence for `disabledReason`.
 *
 * @param what in the words of the sentence: `engage the brake`
 */
export function whyNot(role: Role | undefined, allowed: readonly Role[], what: string): string | null {
  if (role === undefined) return 'You are signed out.'
  if (allowed.includes(role)) return null
  const who = allowed.map((name) => (name === 'operator' ? 'an operator' : `an ${name}`)).join(' or ')
  return `Only ${who} may ${what}; you are signed in as ${role === 'operator' ? 'operator' : `an ${role}`}.`
}

/** `useReason(['operator'], 'change budgets')` → for a button's `disabledReason`. */
export const useReason = (allowed: readonly Role[], what: string): string | null =>
  whyNot(useSession()?.principal.role, allowed, what)
