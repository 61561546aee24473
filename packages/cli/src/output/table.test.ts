import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Column } from './columns.ts'
import { tableText } from './table.ts'
import { terminalOf } from './terminal.ts'

const COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'id' },
  { name: 'label', kind: 'text' },
  { name: 'spent_usd', title: 'SPENT', kind: 'money' },
  { name: 'calls', kind: 'count', spare: 2 },
  { name: 'time', kind: 'time', spare: 1 },
]
const ROWS = [
  {
    id: `key_${'0123456789'.repeat(3)}`,
    label: 'nightly billing of all customers',
    spent_usd: 1234.5,
    calls: 7,
    time: '2026-11-29T11:00:00Z',
  },
  {
    id: `key_${'9876543210'.repeat(3)}`,
    label: '日本語のラベル',
    spent_usd: 0.5,
    calls: 12,
    time: '2026-11-29T11:59:00Z',
  },
]
const NOW = Date.parse('2026-11-29T12:00:00Z')
const at = (columns: number) => terminalOf({ isTTY: true, columns }, { TERM: 'xterm' }, false)
const pipe = terminalOf({ isTTY: false, columns: 0 }, {}, true)
const show = (terminal: ReturnType<typeof at>) => tableText(COLUMNS, ROWS, { terminal, wide: false, nowMs: NOW })

/** Some characters take two places. */
const width = (line: string): number => [...line].reduce((sum, char) => sum + (/[\u3000-\u9fff]/.test(char) ? 2 : 1), 0)

test('a table fits its terminal, whatever its width', () => {
  for (const columns of [60, 70, 80, 100, 140])
    for (const line of show(at(columns)).split('\n')) assert.ok(width(line) <= columns, `${columns}: ${line}`)
})

test('columns that can be spared go first, in their order; money is never cut', () => {
  const lines = show(at(70))
  assert.doesNotMatch(lines, /CALLS/)
  assert.match(lines, /1,234\.50/)
  assert.match(show(at(140)), /CALLS/)
})

test('amounts stand right-aligned under each other', () => {
  const [, first = '', second = ''] = show(at(140)).split('\n')
  const end = (line: string, amount: string): number => width(line.slice(0, line.indexOf(amount) + amount.length))
  assert.equal(end(first, '1,234.50'), end(second, '0.50'))
})

test('where nobody watches nothing is cut, and times are whole', () => {
  const text = show(pipe)
  for (const { id, label, time } of ROWS) for (const part of [id, label, time]) assert.ok(text.includes(part), part)
})

test('a cell cannot draw', () => {
  const text = tableText(COLUMNS, [{ id: 'key_1', label: '\u001b[31mred\u001b[0m\nsecond' }], {
    terminal: at(100),
    wide: false,
    nowMs: NOW,
  })
  assert.doesNotMatch(text, /\u001b/)
  assert.equal(text.trimEnd().split('\n').length, 2)
})
