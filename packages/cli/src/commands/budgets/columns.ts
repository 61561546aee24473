import type { Column, Row } from '../../output/columns.ts'
import { tightest } from '../keys/columns.ts'

const line = (row: Row, name: string): unknown => tightest(row)?.[name]

/** Of each budget the line with least room. */
export const BUDGET_COLUMNS: readonly Column[] = [
  { name: 'name', kind: 'text' },
  { name: 'kind', kind: 'text', spare: 5 },
  { name: 'window', kind: 'text', spare: 2, value: (row) => line(row, 'window') },
  { name: 'cap_usd', title: 'CAP', kind: 'money', value: (row) => line(row, 'cap_usd') },
  { name: 'spent_usd', title: 'SPENT', kind: 'money', value: (row) => line(row, 'spent_usd') },
  { name: 'held_usd', title: 'HELD', kind: 'money', spare: 3, value: (row) => line(row, 'held_usd') },
  { name: 'remaining_usd', title: 'LEFT', kind: 'room', value: (row) => line(row, 'remaining_usd') },
  { name: 'live_keys', title: 'KEYS', kind: 'count', spare: 4 },
  { name: 'resets_at', title: 'RESETS', kind: 'time', spare: 1, value: (row) => line(row, 'resets_at') },
  { name: 'last_activity_at', title: 'ACTIVE', kind: 'time', wide: true },
  { name: 'connection', kind: 'text', wide: true },
  { name: 'closed_at', title: 'CLOSED', kind: 'time', wide: true },
  { name: 'created_at', title: 'MADE', kind: 'time', wide: true },
  { name: 'id', kind: 'id', spare: 6 },
]

export const BUDGET_CARD: readonly Column[] = [
  { name: 'id', kind: 'id' },
  { name: 'name', kind: 'text' },
  { name: 'kind', kind: 'text' },
  { name: 'connection', kind: 'text' },
  { name: 'principal', kind: 'id' },
  { name: 'live_keys', kind: 'count' },
  { name: 'open_holds', kind: 'count' },
  { name: 'last_activity_at', title: 'LAST ACTIVE', kind: 'time' },
  { name: 'daily_reset', kind: 'text' },
  { name: 'timezone', kind: 'text' },
  { name: 'created_at', title: 'MADE', kind: 'time' },
  { name: 'closed_at', title: 'CLOSED', kind: 'time' },
  { name: 'ended_at', title: 'ENDED', kind: 'time' },
]
