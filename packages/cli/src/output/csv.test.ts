import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Column } from './columns.ts'
import { csvHeader, csvRow } from './csv.ts'

const COLUMNS: readonly Column[] = [
  { name: 'label', kind: 'text' },
  { name: 'spent_usd', kind: 'money' },
  { name: 'tags', kind: 'text' },
]

test('cells are quoted where they must be, and objects are JSON', () => {
  assert.equal(csvHeader(COLUMNS), 'label,spent_usd,tags\r\n')
  assert.equal(
    csvRow(COLUMNS, { label: 'a, "b"', spent_usd: 12.5, tags: { team: 'x' } }),
    '"a, ""b""",12.5,"{""team"":""x""}"\r\n',
  )
  assert.equal(csvRow(COLUMNS, { label: null, spent_usd: 0, tags: undefined }), ',0,\r\n')
})

test('what a spreadsheet would run is text', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r'])
    assert.match(csvRow(COLUMNS, { label: `${start}HYPERLINK(1)` }), /^"?'/, JSON.stringify(start))
  assert.equal(csvRow(COLUMNS, { spent_usd: -5 }), ',-5,\r\n')
})

test('no cell breaks out of its line', () => {
  assert.equal(csvRow(COLUMNS, { label: 'a\r\n=b\u001b[2J' }).split('\r\n').length, 2)
})
