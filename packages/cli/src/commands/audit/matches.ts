/** Whether an event is one that a filter of the audit log asks for. What the server does for rows, here for the stream. */
import type { AuditFilter } from '@keybrake/client'
import type { Row } from '../../output/columns.ts'

/** @param row the facts of a call so far, or an admin action */
export function matches(row: Row, isAdmin: boolean, filter: AuditFilter): boolean {
  const { kind, label, label_prefix: prefix, min_usd: least, q, tags, from: _from, to: _to, ...equal } = filter
  const asksForCalls = [label, prefix, least, q, tags, ...Object.values(equal)].some((value) => value !== undefined)
  if (isAdmin) return (kind === 'admin' || kind === 'all' || kind === undefined) && !asksForCalls
  if (kind === 'admin') return false
  return (
    is(label, row['key_label']) &&
    (prefix === undefined || String(row['key_label'] ?? '').startsWith(prefix)) &&
    (least === undefined || Number(row['cost_usd'] ?? row['reserved_usd'] ?? 0) >= Number(least)) &&
    (q === undefined || ['call_id', 'vendor_request_id', 'vendor_object_id'].some((name) => row[name] === q)) &&
    Object.entries(tags ?? {}).every(([name, value]) => (row['tags'] as Row | undefined)?.[name] === value) &&
    Object.entries(equal).every(([name, value]) => is(value, row[name]))
  )
}

const is = (asked: unknown, found: unknown): boolean => asked === undefined || asked === found
