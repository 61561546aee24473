import { wireSession, type WireSession } from '@keybrake/contract'
import type { Instant } from '@keybrake/core'
import { expiresAt, idleAt } from '../dashboard/session.ts'
import type { FoundSession } from '../dashboard/sessions.ts'
import type { AdminParts } from './parts.ts'

export async function sessionAnswer(
  parts: AdminParts,
  { session, principal }: FoundSession,
  at: Instant,
): Promise<WireSession> {
  const connections = await parts.store.registry.connections()
  return wireSession({
    principal: { id: principal.id, name: principal.name, role: principal.role },
    idleAt: idleAt(session),
    expiresAt: expiresAt(session),
    version: parts.version,
    publicUrl: parts.publicUrl(),
    ledger: parts.ledgerKind,
    isSandbox: connections.some(({ sandbox, deletedAt }) => sandbox && deletedAt === null),
    at,
  })
}
