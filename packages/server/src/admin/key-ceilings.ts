/**
 * A key of an issuer stays within its issuer's ceilings: when it is issued, when anyone changes it, and, since a connection
 * can come to be of another vendor, whenever it is judged anew. Pure.
 */
import { type Ceilings, decodeCeilings } from '@keybrake/contract'
import type { Instant } from '@keybrake/core'
import type { Principal } from '@keybrake/ledger'
import type { LiveConnection } from '../upstream/live-connections.ts'
import { allowlistCover } from './allowlist-cover.ts'
import { type CeilingFault, withinCeilings } from './ceilings.ts'
import type { KeyDocument } from './key-document.ts'

/** Null for operators, who have none. An issuer made without ceilings still may not ask for what must be allowed by name. */
export const ceilingsOf = (principal: Pick<Principal, 'role' | 'ceilings'>): Ceilings | null =>
  principal.role === 'operator' ? null : decodeCeilings(principal.ceilings ?? '{}')

export interface JudgedKey {
  readonly document: KeyDocument
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** The first ceiling that the key exceeds, or null. */
export function keyCeilingFault(key: JudgedKey, ceilings: Ceilings, connection: LiveConnection): CeilingFault | null {
  const { policy, caps, budgets } = key.document
  const subject = {
    connection: connection.record.name,
    vendor: connection.record.vendor,
    policy,
    caps,
    budgets,
    ttlMs: key.expiresAt - key.createdAt,
  }
  return withinCeilings(subject, ceilings, allowlistCover(connection.adapter, connection.facts))
}
