import { audit } from '@keybrake/contract'
import { json, raw, wrongCursor } from '../../answer.ts'
import { auditRowAnswer } from '../../audit-answer.ts'
import { EXPORTS } from '../../audit-export.ts'
import { pageOrNull } from '../../page-or-null.ts'
import { route } from '../../route.ts'
import { filterOf } from './filter.ts'

export const listAudit = route(audit.listAudit, async ({ parts, query }, caller) => {
  const filter = filterOf(query, caller)
  if (query.stream !== null) {
    const { type, write } = EXPORTS[query.stream]
    return raw(type, write(parts.store.audit.all(filter), caller.sees))
  }
  const page = await pageOrNull(query, ({ limit, cursor }) => parts.store.audit.page(filter, limit, cursor))
  if (page === null) return wrongCursor()
  return json({ data: page.data.map((row) => auditRowAnswer(row, caller.sees)), next_cursor: page.nextCursor })
})
