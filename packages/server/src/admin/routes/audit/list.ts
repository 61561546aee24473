import { audit } from '@keybrake/contract'
import { json, raw } from '../../answer.ts'
import { auditRowAnswer } from '../../audit-answer.ts'
import { EXPORTS } from '../../audit-export.ts'
import { route } from '../../route.ts'
import { filterOf } from './filter.ts'

export const listAudit = route(audit.listAudit, async ({ parts, query }, caller) => {
  const filter = filterOf(query, caller)
  if (query.stream !== null) {
    const { type, write } = EXPORTS[query.stream]
    return raw(type, write(parts.store.audit.all(filter)))
  }
  const page = await parts.store.audit.page(filter, query.limit, query.cursor)
  return json({ data: page.data.map(auditRowAnswer), next_cursor: page.nextCursor })
})
