import { type Column, type Row, valueOf } from '../../output/columns.ts'

/** The caps that a key draws on, each with what is left of it. */
export const linesOf = (row: Row): readonly Row[] =>
  (Array.isArray(row['budgets']) ? row['budgets'] : []) as readonly Row[]

/** The line with least room: what stops the key first. */
export function tightest(row: Row): Row | null {
  const capped = linesOf(row).filter((line) => typeof line['remaining_usd'] === 'number')
  const room = (line: Row): number => line['remaining_usd'] as number
  return capped.reduce<Row | null>((least, line) => (least === null || room(line) < room(least) ? line : least), null)
}

/** What the key itself spent: its own longest window. */
const own = (row: Row, name: string): unknown => {
  const mine = linesOf(row).filter((line) => line['budget'] === `key:${String(row['id'])}`)
  const most = ['total', 'month', 'day', 'hour']
    .map((window) => mine.find((line) => line['window'] === window))
    .find((line) => line !== undefined)
  return most?.[name]
}

export const KEY_COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'id' },
  { name: 'status', kind: 'word' },
  { name: 'label', kind: 'text' },
  { name: 'run', kind: 'text', spare: 4 },
  { name: 'connection', kind: 'text', spare: 6 },
  { name: 'spent_usd', title: 'SPENT', kind: 'money', value: (row) => own(row, 'spent_usd') },
  { name: 'held_usd', title: 'HELD', kind: 'money', spare: 3, value: (row) => own(row, 'held_usd') },
  { name: 'remaining_usd', title: 'LEFT', kind: 'room', value: (row) => tightest(row)?.['remaining_usd'] },
  { name: 'by', title: 'OF', kind: 'text', spare: 5, value: (row) => lineName(row) },
  { name: 'calls', kind: 'count', spare: 2 },
  { name: 'expires_at', title: 'EXPIRES', kind: 'time', spare: 1 },
  { name: 'created_at', title: 'ISSUED', kind: 'time', wide: true },
  { name: 'principal', kind: 'id', wide: true },
  { name: 'vendor', kind: 'text', wide: true },
]

const lineName = (row: Row): unknown => {
  const line = tightest(row)
  return line === null
    ? null
    : `${String(line['window'])}${line['kind'] === 'key' ? '' : ` of ${String(line['budget'])}`}`
}

export const LINE_COLUMNS: readonly Column[] = [
  { name: 'budget', kind: 'text' },
  { name: 'window', kind: 'text' },
  { name: 'cap_usd', title: 'CAP', kind: 'money' },
  { name: 'spent_usd', title: 'SPENT', kind: 'money' },
  { name: 'held_usd', title: 'HELD', kind: 'money' },
  { name: 'remaining_usd', title: 'LEFT', kind: 'room' },
  { name: 'resets_at', title: 'RESETS', kind: 'time', spare: 1 },
]

export const KEY_CARD: readonly Column[] = [
  { name: 'id', kind: 'id' },
  { name: 'status', kind: 'word' },
  { name: 'label', kind: 'text' },
  { name: 'run', kind: 'text' },
  { name: 'vendor', kind: 'text' },
  { name: 'connection', kind: 'text' },
  { name: 'allowed_endpoints', kind: 'text' },
  { name: 'parameters', kind: 'text', value: (row) => orNone(row['parameters']) },
  { name: 'max_usd_per_call', kind: 'money' },
  { name: 'max_calls', kind: 'count' },
  { name: 'rate_limit', kind: 'text' },
  { name: 'shared_budgets', kind: 'text', value: (row) => orNone(row['shared_budgets']) },
  { name: 'tags', kind: 'text', value: (row) => orNone(row['tags']) },
  { name: 'calls', kind: 'count' },
  { name: 'created_at', title: 'ISSUED', kind: 'time' },
  { name: 'expires_at', title: 'EXPIRES', kind: 'time' },
  { name: 'principal', kind: 'id' },
  { name: 'mode', kind: 'text' },
  { name: 'revoked_at', title: 'REVOKED', kind: 'time' },
  { name: 'reason', kind: 'text' },
  { name: 'base_url', title: 'BASE URL', kind: 'id' },
]

/** An object or list without members says nothing. */
const orNone = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? null : value

export const idOf = (row: Row): string => String(valueOf({ name: 'id', kind: 'id' }, row))
