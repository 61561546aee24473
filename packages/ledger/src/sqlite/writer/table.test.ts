import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { Table } from './table.ts'

interface Row {
  readonly key: string
  value: number
}

/** A table over a map of rows, with what was written to it. */
function rig(keptMax: number) {
  const rows = new Map<string, number>([['a', 1]])
  const saved: string[] = []
  const load = (key: string): Row | null => {
    const value = rows.get(key)
    return value === undefined ? null : { key, value }
  }
  const save = ({ key, value }: Row): void => {
    saved.push(`${key}=${value}`)
    rows.set(key, value)
  }
  return { table: new Table<Row>(load, save, keptMax), saved }
}

test('a record is the same object each time, and is written once however often it changed', () => {
  const { table, saved } = rig(10)
  const record = table.get('a')
  equal(table.get('a'), record)
  for (let count = 0; count < 3 && record !== null; count++) {
    record.value++
    table.touch(record)
  }
  table.flush()
  table.flush()
  deepEqual(saved, ['a=4'])
})

test('after a drop only the rows are true', () => {
  const { table, saved } = rig(10)
  const record = table.get('a')
  if (record !== null) {
    record.value = 99
    table.touch(record)
  }
  table.add('b', { key: 'b', value: 2 })
  table.drop()
  table.flush()
  deepEqual(saved, [])
  equal(table.get('a')?.value, 1)
  equal(table.get('b'), null)
})

test('what was not used for a generation is loaded anew, what is used stays', () => {
  const { table } = rig(1)
  const record = table.get('a')
  table.add('b', { key: 'b', value: 2 })
  table.flush()
  table.evict()
  equal(table.get('a'), record)
  table.add('c', { key: 'c', value: 3 })
  table.flush()
  table.evict()
  equal(table.cached('b'), null)
  equal(table.get('b')?.value, 2)
  equal(table.get('a'), record)
})
