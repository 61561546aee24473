import { wireConnection } from '@keybrake/contract'
import { type Instant, instant } from '@keybrake/core'
import type { ConnectionRecord } from '@keybrake/ledger'
import { budgetLines } from './budget-answer.ts'
import { decodeConnectionDocument } from './connection-document.ts'
import { baseUrl } from './key-answer.ts'
import type { AdminParts } from './parts.ts'

export async function connectionAnswer(parts: AdminParts, record: ConnectionRecord, at: Instant) {
  const document = decodeConnectionDocument(record.document)
  const budget = await parts.store.registry.budget(record.budgetId, at)
  return wireConnection({
    name: record.name,
    vendor: record.vendor,
    hasSecret: record.secret !== null,
    sandbox: record.sandbox,
    baseUrl: baseUrl(parts, record.name),
    upstreams: document.upstreams,
    account: document.account,
    correlate: document.correlate,
    settings: document.settings,
    idempotencyScope: document.idempotencyScope,
    openedEndpoints: document.openedEndpoints,
    bodyLimitBytes: document.bodyLimitBytes,
    caps: budget?.caps ?? {},
    defaults: document.defaults,
    mode: parts.connections.get(record.name)?.mode ?? null,
    secretSetAt: document.secretSetAt === null ? null : instant(document.secretSetAt),
    succeededAt: parts.connections.succeededAt(record.name),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    lines: budget === null ? [] : budgetLines(budget, at),
  })
}
