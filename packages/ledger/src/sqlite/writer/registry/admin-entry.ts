/** The audit entry of an administrative change: it joins the commit of the change itself. */
import { byWindow, type Caps, type DayReset, type Instant, usdNumber, type Window } from '@keybrake/core'
import type { Actor } from '../../../registry.ts'
import type { Unit } from '../unit.ts'

export type AdminAction =
  | `key.${'issued' | 'changed' | 'revoked'}`
  | `budget.${'created' | 'changed' | 'deleted' | 'closed' | 'counted'}`
  | `connection.${'created' | 'changed' | 'deleted'}`
  | `principal.${'created' | 'rotated' | 'deleted'}`
  | `brake.${'engaged' | 'released'}`

export interface AdminChange {
  readonly action: AdminAction
  /** Id or name of what changed. */
  readonly subject: string
  /** What an auditor needs to know. Never a secret, a hash of one, or a bearer. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** Entries of the commit under way, by unit. */
const counts = new WeakMap<Unit, { batch: number; count: number }>()

export function recordAdmin(unit: Unit, actor: Actor, at: Instant, { action, subject, facts }: AdminChange): void {
  const f = actor.address === null ? facts : { ...facts, client_address: actor.address }
  unit.record({ k: 'admin', id: nextId(unit), t: at, action, principal: actor.principalId, subject, f })
}

/** Unique without chance: the batch of the commit (which is never used twice) and a count within it. */
function nextId(unit: Unit): string {
  const { batch } = unit
  const last = counts.get(unit)
  const count = last?.batch === batch ? last.count + 1 : 1
  counts.set(unit, { batch, count })
  return `adm_${batch}_${count}`
}

/** Caps as an auditor reads them: USD by window. */
export const capFacts = (caps: Caps): { readonly [W in Window]?: number } =>
  byWindow((window) => (caps[window] === undefined ? null : usdNumber(caps[window])))

export const dayResetFact = (reset: DayReset): string => (reset.kind === 'midnight' ? reset.timezone : 'anchored')
