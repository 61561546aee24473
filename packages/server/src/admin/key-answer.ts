import { type KeyFacts, wireKey, type WireKey } from '@keybrake/contract'
import type { KeyWithBudgets } from '@keybrake/ledger'
import { decodeKeyDocument, type KeyDocument } from './key-document.ts'
import type { AdminParts } from './parts.ts'
import { seenLines } from './seen-lines.ts'

/**
 * @param sees as in `Caller`
 * @param document what the key's document says, where that is known already
 */
export function keyFacts(
  parts: Pick<AdminParts, 'publicUrl'>,
  { key, status, lines }: KeyWithBudgets,
  sees: string | null,
  document: KeyDocument = decodeKeyDocument(key.document),
): KeyFacts {
  return {
    id: key.id,
    vendor: document.vendor,
    connection: key.connection,
    label: key.label,
    run: key.run,
    runBudget: document.runBudget,
    caps: document.caps,
    classCaps: document.classCaps,
    dayReset: document.dayReset,
    policy: document.policy,
    sharedBudgets: document.budgets,
    tags: document.tags,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    status,
    baseUrl: baseUrl(parts, key.connection),
    lines: seenLines(lines, sees),
    calls: key.calls,
    principalId: key.principalId,
    revokedAt: key.revokedAt,
    revokeReason: key.revokeReason,
  }
}

/** What to give an SDK. */
export const baseUrl = (parts: Pick<AdminParts, 'publicUrl'>, connection: string): string =>
  `${parts.publicUrl()}/${connection}`

export const keyAnswer = (parts: AdminParts, key: KeyWithBudgets, sees: string | null): WireKey =>
  wireKey(keyFacts(parts, key, sees))
