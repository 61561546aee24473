import type { Connection } from '@keybrake/client'
import type { Column, Row } from '../../output/columns.ts'
import type { Output } from '../../output/output.ts'
import { LINE_COLUMNS, tightest } from '../keys/columns.ts'

const line = (row: Row, name: string): unknown => tightest(row)?.[name]
const secret = (row: Row): string =>
  row['sandbox'] === true ? 'sandbox' : row['has_secret'] === true ? 'stored' : 'none'
const upstream = (row: Row): string | null => {
  const all = Object.values((row['upstreams'] ?? {}) as Row).map(String)
  return all.length === 0 ? null : all.join(', ')
}

export const CONNECTION_COLUMNS: readonly Column[] = [
  { name: 'name', kind: 'id' },
  { name: 'vendor', kind: 'text' },
  { name: 'secret', kind: 'text', value: secret },
  { name: 'cap_usd', title: 'CAP', kind: 'money', value: (row) => line(row, 'cap_usd') },
  { name: 'window', kind: 'text', spare: 3, value: (row) => line(row, 'window') },
  { name: 'remaining_usd', title: 'LEFT', kind: 'room', value: (row) => line(row, 'remaining_usd') },
  { name: 'upstream', kind: 'text', spare: 2, value: upstream },
  { name: 'updated_at', title: 'CHANGED', kind: 'time', spare: 1 },
  { name: 'base_url', kind: 'id', wide: true },
  { name: 'account', kind: 'id', wide: true },
  { name: 'created_at', title: 'MADE', kind: 'time', wide: true },
]

const CARD: readonly Column[] = [
  { name: 'name', kind: 'id' },
  { name: 'vendor', kind: 'text' },
  { name: 'secret', kind: 'text', value: secret },
  { name: 'account', kind: 'id' },
  { name: 'upstream', kind: 'text', value: upstream },
  { name: 'base_url', title: 'BASE URL', kind: 'id' },
  {
    name: 'opened_endpoints',
    kind: 'text',
    value: (row) => ((row['opened_endpoints'] as readonly string[]).length === 0 ? null : row['opened_endpoints']),
  },
  { name: 'max_usd_per_call', kind: 'money' },
  { name: 'rate_limit', kind: 'text' },
  { name: 'created_at', title: 'MADE', kind: 'time' },
  { name: 'updated_at', title: 'CHANGED', kind: 'time' },
]

export const nameOf = (row: Row): string => String(row['name'])

export async function writeConnection(out: Output, connection: Connection): Promise<void> {
  await out.object(connection as unknown as Row, CARD, nameOf)
  const capped = connection.budgets.filter(({ cap_usd: cap }) => cap !== null)
  if (out.isForPeople && capped.length > 0)
    await out.write(`\n${out.table(LINE_COLUMNS, capped as unknown as readonly Row[])}`)
}
