import { wirePrincipal } from '@keybrake/contract'
import { type Instant, instant } from '@keybrake/core'
import type { Principal } from '@keybrake/ledger'
import type { AdminParts } from './parts.ts'

/** With what it has out there, and when it was last there itself. */
export async function principalAnswer({ store, uses }: AdminParts, principal: Principal, at: Instant) {
  const [{ liveKeys, outstanding, lastIssuedAt }, lastUse] = await Promise.all([
    store.registry.holdings(principal.id, at),
    uses.lastOf(principal.id),
  ])
  return wirePrincipal({
    ...principal,
    ceilings: principal.ceilings === null ? null : (JSON.parse(principal.ceilings) as Record<string, unknown>),
    liveKeys,
    outstanding,
    lastUsedAt: later(lastUse, lastIssuedAt),
  })
}

/** Issuing is a use that every store knows of at once. */
const later = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : instant(Math.max(a, b))
