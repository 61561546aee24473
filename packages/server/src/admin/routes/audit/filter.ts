import type { AuditQuery } from '@keybrake/contract'
import type { AuditFilter } from '@keybrake/ledger'
import { present } from '../../present.ts'
import type { Caller } from '../../route.ts'

export function filterOf(query: AuditQuery, { sees }: Caller): AuditFilter {
  const { limit: _limit, cursor: _cursor, stream: _stream, kind, tags, ...fields } = query
  return {
    ...present(fields),
    kind,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(sees === null ? {} : { principalId: sees }),
  }
}
