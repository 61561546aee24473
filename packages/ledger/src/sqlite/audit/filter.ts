/** A filter of the audit log, taken apart: what the stored row decides, what the group decides, what only the entries tell. */
import type { AuditFilter, CallRow } from '../../audit.ts'
import type { Group } from './fold.ts'

/** Members of a filter that speak of calls: with one of them set, admin actions are no answer. */
const CALL_MEMBERS = [
  'label',
  'labelPrefix',
  'run',
  'keyId',
  'vendor',
  'operation',
  'moneyClass',
  'decision',
  'code',
  'state',
  'status',
  'minCost',
  'q',
] as const satisfies readonly (keyof AuditFilter)[]

export const wantsCalls = (filter: AuditFilter): boolean => filter.kind !== 'admin'

export const wantsAdmin = (filter: AuditFilter): boolean =>
  filter.kind !== 'call' &&
  CALL_MEMBERS.every((name) => filter[name] === undefined) &&
  Object.keys(filter.tags ?? {}).length === 0

/** `[filter member, group member]`. */
const GROUP_MEMBERS = [
  ['keyId', 'key'],
  ['label', 'label'],
  ['run', 'run'],
  ['principalId', 'principal'],
  ['vendor', 'vendor'],
  ['operation', 'operation'],
  ['moneyClass', 'moneyClass'],
] as const satisfies readonly (readonly [keyof AuditFilter, keyof Group])[]

export const asksGroup = (filter: AuditFilter): boolean =>
  filter.labelPrefix !== undefined || GROUP_MEMBERS.some(([name]) => filter[name] !== undefined)

export function fitsGroup(filter: AuditFilter, group: Group): boolean {
  for (const [name, member] of GROUP_MEMBERS)
    if (filter[name] !== undefined && group[member] !== filter[name]) return false
  return filter.labelPrefix === undefined || (group.label?.startsWith(filter.labelPrefix) ?? false)
}

/** What only the entries tell: tags and ids. */
export function fitsFacts(filter: AuditFilter, row: CallRow): boolean {
  for (const [name, value] of Object.entries(filter.tags ?? {})) {
    const tags = row.facts['tags']
    if (typeof tags !== 'object' || tags === null || (tags as Record<string, unknown>)[name] !== value) return false
  }
  if (filter.q === undefined) return true
  return [row.callId, row.facts['vendor_request_id'], row.facts['vendor_object_id']].includes(filter.q)
}

export const fitsTime = (filter: AuditFilter, timeMin: number, timeMax: number): boolean =>
  (filter.from === undefined || timeMax >= filter.from) && (filter.to === undefined || timeMin < filter.to)
