/** May this key call at all, now? Asked again inside the commit, so that no answer given before a change can outlive it. */
import type { Instant } from '@keybrake/core'
import type { CallCommand } from '../../../ledger.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import type { Reason } from './refusal.ts'

export type Standing =
  | { readonly kind: 'stands'; readonly key: Key }
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly reason: Reason }

export function standing(unit: Unit, command: CallCommand, at: Instant): Standing {
  const brake = engagedBrake(unit, command.vendor)
  if (brake !== null) return { kind: 'refused', reason: brake }
  const key = unit.keys.get(command.keyId)
  if (key === null || key.revokedAt !== null) return { kind: 'refused', reason: { code: 'key_revoked' } }
  if (at >= key.expiresAt) return { kind: 'refused', reason: { code: 'key_expired' } }
  if (key.connection !== command.connection) throw new Error('a key calls through its own connection only')
  const connection = unit.connections.get(command.connection)
  if (connection === null || connection.deletedAt !== null) {
    return { kind: 'refused', reason: { code: 'key_revoked' } }
  }
  const known = key.revision === command.keyRevision && connection.revision === command.connectionRevision
  return known ? { kind: 'stands', key } : { kind: 'stale' }
}

function engagedBrake(unit: Unit, vendor: string): Reason | null {
  for (const name of ['', vendor]) {
    const brake = unit.brakes.get(name)
    if (brake?.engaged === true) {
      return { code: 'brake_engaged', reason: brake.reason, vendor: name === '' ? null : name }
    }
  }
  return null
}
