import { wireAdminRow, wireCallRow } from '@keybrake/contract'
import type { AuditRow } from '@keybrake/ledger'

export const auditRowAnswer = (found: AuditRow) =>
  found.kind === 'call' ? wireCallRow(found.row) : wireAdminRow(found.row)
