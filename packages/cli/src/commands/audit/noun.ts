import type { Noun } from '../../verb.ts'
import { exportAudit } from './export.ts'
import { listAudit } from './list.ts'
import { resolveCall } from './resolve.ts'
import { verifyAudit } from './verify.ts'

export const audit: Noun = {
  name: 'audit',
  summary: 'The audit log: every call and every admin action',
  alone: listAudit,
  verbs: [listAudit, exportAudit, verifyAudit, resolveCall],
}
