import type { Column, Row } from '../../output/columns.ts'

const ceilings = (row: Row): unknown => {
  const all = Object.entries((row['ceilings'] ?? {}) as Row).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return all.length === 0 ? null : all.join(' ')
}

export const PRINCIPAL_COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'id' },
  { name: 'name', kind: 'text' },
  { name: 'role', kind: 'text' },
  { name: 'ceilings', kind: 'text', spare: 1, value: ceilings },
  { name: 'created_at', title: 'MADE', kind: 'time', spare: 2 },
]
export const CREDENTIAL: Column = { name: 'credential', kind: 'id' }
