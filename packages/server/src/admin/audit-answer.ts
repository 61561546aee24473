import { wireAdminRow, wireCallRow } from '@keybrake/contract'
import type { AuditRow, CallRow } from '@keybrake/ledger'
import { seenLines } from './seen-lines.ts'

/** @param sees as in `Caller` */
export const callRowAnswer = (row: CallRow, sees: string | null) =>
  wireCallRow(sees === null ? row : { ...row, budgets: seenLines(row.budgets, sees) })

export const auditRowAnswer = (found: AuditRow, sees: string | null) =>
  found.kind === 'call' ? callRowAnswer(found.row, sees) : wireAdminRow(found.row)
