import type { Column, Row } from '../../output/columns.ts'

/** One word for how it ended: the code of a refusal, else the state of its hold. */
export const ending = (row: Row): unknown => row['code'] ?? row['state']

export const CALL_COLUMNS: readonly Column[] = [
  { name: 'time', kind: 'time' },
  { name: 'decision', kind: 'word' },
  { name: 'key_label', title: 'LABEL', kind: 'text' },
  { name: 'run', kind: 'text', spare: 5 },
  { name: 'operation', kind: 'text' },
  { name: 'cost_usd', title: 'COUNTED', kind: 'money' },
  { name: 'ending', kind: 'word', value: ending },
  { name: 'status', kind: 'count', spare: 3 },
  { name: 'count', title: '×', kind: 'count', spare: 4, value: (row) => (row['count'] === 1 ? null : row['count']) },
  { name: 'connection', kind: 'text', wide: true },
  { name: 'reserved_usd', title: 'RESERVED', kind: 'money', wide: true },
  { name: 'amount', kind: 'count', wide: true },
  { name: 'currency', kind: 'text', wide: true },
  { name: 'vendor_object_id', title: 'OBJECT', kind: 'id', wide: true },
  { name: 'latency_ms', title: 'MS', kind: 'count', wide: true },
  { name: 'key_id', title: 'KEY', kind: 'id', wide: true },
  { name: 'call_id', title: 'CALL', kind: 'id', spare: 2 },
]

export const ADMIN_COLUMNS: readonly Column[] = [
  { name: 'time', kind: 'time' },
  { name: 'action', kind: 'text' },
  { name: 'principal', title: 'BY', kind: 'id' },
  { name: 'subject', kind: 'text' },
  { name: 'details', kind: 'text', spare: 1 },
  { name: 'id', kind: 'id', wide: true },
]

/** Calls and admin actions in one list. */
export const ALL_COLUMNS: readonly Column[] = [
  { name: 'time', kind: 'time' },
  { name: 'what', kind: 'word', value: (row) => row['decision'] ?? row['action'] },
  { name: 'who', kind: 'text', value: (row) => row['key_label'] ?? row['principal'] },
  { name: 'on', kind: 'text', value: (row) => row['operation'] ?? row['subject'] },
  { name: 'cost_usd', title: 'COUNTED', kind: 'money' },
  { name: 'ending', kind: 'word', value: ending },
  { name: 'id', kind: 'id', spare: 1, value: (row) => row['call_id'] ?? row['id'] },
]

export const columnsOf = (kind: unknown): readonly Column[] =>
  kind === 'admin' ? ADMIN_COLUMNS : kind === 'all' ? ALL_COLUMNS : CALL_COLUMNS

export const rowId = (row: Row): string => String(row['call_id'] ?? row['id'])
