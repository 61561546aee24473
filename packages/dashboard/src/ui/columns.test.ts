import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Column, nextSort, sorted } from './columns.ts'

interface Row {
  readonly name: string
  readonly left: number | null
}
const columns: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { id: 'left', header: 'Left', cell: ({ left }) => left, sortBy: ({ left }) => left },
  { id: 'other', header: 'Other', cell: () => null },
]
const rows: readonly Row[] = [
  { name: 'run 10', left: 5 },
  { name: 'run 9', left: null },
  { name: 'Run 1', left: 0 },
]
const names = (id: string, direction: 'ascending' | 'descending') =>
  sorted(rows, columns, { id, direction }).map(({ name }) => name)

test('numbers in names count as numbers', () => {
  assert.deepEqual(names('name', 'ascending'), ['Run 1', 'run 9', 'run 10'])
})

test('what has no value is last in both directions', () => {
  assert.deepEqual(names('left', 'ascending'), ['Run 1', 'run 10', 'run 9'])
  assert.deepEqual(names('left', 'descending'), ['run 10', 'Run 1', 'run 9'])
})

test('a column without an order, or none, leaves the rows as they came', () => {
  assert.equal(sorted(rows, columns, { id: 'other', direction: 'ascending' }), rows)
  assert.equal(sorted(rows, columns, null), rows)
})

test('pressing a header goes up, down, and back to as it came', () => {
  const up = nextSort(null, 'name')
  const down = nextSort(up, 'name')
  assert.deepEqual(up, { id: 'name', direction: 'ascending' })
  assert.deepEqual(down, { id: 'name', direction: 'descending' })
  assert.equal(nextSort(down, 'name'), null)
  assert.deepEqual(nextSort(down, 'left'), { id: 'left', direction: 'ascending' })
})
