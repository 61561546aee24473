import { audit, type PageQuery } from '@keybrake/contract'
import type { AuditFilter } from '@keybrake/ledger'
import { json, raw, wrongCursor } from '../../answer.ts'
import { auditRowAnswer } from '../../audit-answer.ts'
import { EXPORTS } from '../../audit-export.ts'
import type { AdminParts } from '../../parts.ts'
import { route } from '../../route.ts'
import { filterOf } from './filter.ts'

export const listAudit = route(audit.listAudit, async ({ parts, query }, caller) => {
  const filter = filterOf(query, caller)
  if (query.stream !== null) {
    const { type, write } = EXPORTS[query.stream]
    return raw(type, write(parts.store.audit.all(filter), caller.sees))
  }
  const page = await pageOf(parts, filter, query)
  if (page === null) return wrongCursor()
  return json({ data: page.data.map((row) => auditRowAnswer(row, caller.sees)), next_cursor: page.nextCursor })
})

/** Null for a cursor that the log never gave. */
async function pageOf({ store }: AdminParts, filter: AuditFilter, { limit, cursor }: PageQuery) {
  try {
    return await store.audit.page(filter, limit, cursor)
  } catch (error) {
    if (error instanceof RangeError && cursor !== null) return null
    throw error
  }
}
