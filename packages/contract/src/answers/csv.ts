/** CSV of the audit log (RFC 4180). A cell that a spreadsheet would run as a formula is made text. */
import type { WireAdminRow, WireCallRow } from './audit-row.ts'

const COLUMNS = [
  'kind',
  'call_id',
  'time',
  'key_id',
  'key_label',
  'run',
  'tags',
  'principal',
  'connection',
  'vendor',
  'operation',
  'money_class',
  'method',
  'path',
  'decision',
  'code',
  'status',
  'reserved_usd',
  'cost_usd',
  'amount',
  'currency',
  'rate',
  'state',
  'budgets',
  'request_label',
  'request_run',
  'count',
  'vendor_request_id',
  'vendor_object_id',
  'idempotency_key',
  'replay_of',
  'request',
  'latency_ms',
  'proxy_ms',
  'client_address',
  'error',
  'action',
  'subject',
  'details',
  'chain',
] as const

export const csvHeader = (): string => `${COLUMNS.join(',')}\r\n`

export function csvRow(row: WireCallRow | WireAdminRow): string {
  const fields = row as Readonly<Record<string, unknown>>
  return `${COLUMNS.map((name) => cell(name === 'call_id' ? (fields.call_id ?? fields.id) : fields[name])).join(',')}\r\n`
}

const FORMULA = /^[=+\-@\t\r]/

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
