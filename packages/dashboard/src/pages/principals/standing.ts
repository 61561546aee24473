/** What the server may say of a principal beyond the contract's columns. */
import type { Principal } from '../../api/types.ts'

export interface Standing {
  readonly liveKeys: number | null
  /** USD of the wire: what its live keys may still spend. */
  readonly outstanding: number | null
  readonly lastUsedAt: string | null
}

export function standingOf(principal: Principal): Standing {
  const facts = principal as Readonly<Record<string, unknown>>
  const number = (name: string): number | null => (typeof facts[name] === 'number' ? facts[name] : null)
  const used = facts['last_used_at']
  return {
    liveKeys: number('live_keys'),
    outstanding: number('outstanding_usd'),
    lastUsedAt: typeof used === 'string' ? used : null,
  }
}
