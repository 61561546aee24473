/**
 * Tables that fit the terminal: columns that can be spared are left out, then text is cut, the widest first. Where nobody
 * watches, nothing is cut.
 */
import Table from 'cli-table3'
import { type Column, type Row, valueOf } from './columns.ts'
import { roomCell, usdCell } from './money.ts'
import { jsonText, plain } from './plain.ts'
import type { Style, Terminal } from './terminal.ts'
import { timeCell } from './time.ts'

export interface TableOptions {
  readonly terminal: Terminal
  readonly wide: boolean
  readonly nowMs: number
}

const GAP = 2
/** Text is never cut to less. */
const TEXT_MIN = 8
const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' },
  ...{ 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '' },
  ...{ 'right-mid': '', middle: '' },
}

export function tableText(columns: readonly Column[], rows: readonly Row[], options: TableOptions): string {
  let shown = columns.filter(({ wide }) => options.wide || wide !== true)
  const all = rows.map((row) => new Map(shown.map((column) => [column, cellText(column, row, options)])))
  const widths = naturalWidths(shown, all)
  while (totalOf(shown, widths) > options.terminal.width) {
    const spare = shown.filter((column) => column.spare !== undefined)
    if (spare.length === 0) break
    const first = spare.reduce((a, b) => ((b.spare ?? 0) > (a.spare ?? 0) ? b : a))
    shown = shown.filter((column) => column !== first)
  }
  cutText(shown, widths, options.terminal.width)
  return rendered(shown, all, widths, options.terminal)
}

/** The same value where it stands on a line of its own: nothing is cut, and lists go on. */
export function cardCell(column: Column, row: Row, options: TableOptions): string {
  const text = cellText(column, row, options)
  const value = valueOf(column, row)
  const words =
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
      ? plain(value.join(', '))
      : text
  return painted(
    column,
    isMoney(column) && value !== null && value !== undefined ? `${words} USD` : words,
    options.terminal,
  )
}

const titleOf = ({ name, title }: Column): string => title ?? name.replaceAll('_', ' ').toUpperCase()

function cellText(column: Column, row: Row, { terminal, wide, nowMs }: TableOptions): string {
  const value = valueOf(column, row)
  if (column.kind === 'money') return usdCell(value, wide)
  if (column.kind === 'room') return roomCell(value, wide)
  if (value === null || value === undefined || value === '') return '-'
  if (column.kind === 'time') return timeCell(value, terminal.isTerminal && !wide ? nowMs : null)
  return plain(typeof value === 'string' ? value : jsonText(value))
}

type Widths = Map<Column, number>

/** The table's own measure, which knows that some characters take two places and others none. */
function naturalWidths(columns: readonly Column[], rows: readonly ReadonlyMap<Column, string>[]): Widths {
  const options = tableOptions(columns)
  const table = new Table({ ...options, head: columns.map(titleOf) })
  for (const row of rows) table.push(columns.map((column) => row.get(column) ?? ''))
  table.toString()
  const { colWidths } = (table as unknown as { options: { colWidths: readonly number[] } }).options
  return new Map(columns.map((column, index) => [column, colWidths[index] ?? 0]))
}

const totalOf = (columns: readonly Column[], widths: Widths): number =>
  columns.reduce((sum, column) => sum + (widths.get(column) ?? 0), -GAP)

function cutText(columns: readonly Column[], widths: Widths, width: number): void {
  const flexible = columns.filter(({ kind }) => kind === 'text' || kind === 'id')
  for (let over = totalOf(columns, widths) - width; over > 0; over--) {
    const widest = flexible.reduce<Column | null>(
      (best, column) =>
        (widths.get(column) ?? 0) > (best === null ? TEXT_MIN + GAP : (widths.get(best) ?? 0)) ? column : best,
      null,
    )
    if (widest === null) return
    widths.set(widest, (widths.get(widest) ?? 0) - 1)
  }
}

function rendered(
  columns: readonly Column[],
  rows: readonly ReadonlyMap<Column, string>[],
  widths: Widths,
  terminal: Terminal,
): string {
  const table = new Table({
    ...tableOptions(columns),
    head: columns.map((column) => terminal.paint('bold', titleOf(column))),
    colWidths: columns.map((column) => widths.get(column) ?? null),
  })
  for (const row of rows) table.push(columns.map((column) => painted(column, row.get(column) ?? '', terminal)))
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`
}

const tableOptions = (columns: readonly Column[]) => ({
  chars: NO_LINES,
  style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
  colAligns: columns.map((column) =>
    isMoney(column) || column.kind === 'count' ? ('right' as const) : ('left' as const),
  ),
})

const isMoney = ({ kind }: Column): boolean => kind === 'money' || kind === 'room'

/** Words that a tired eye must not miss. */
const STYLES: Readonly<Record<string, Style>> = {
  active: 'green',
  ok: 'green',
  allowed: 'green',
  settled: 'green',
  held: 'yellow',
  warn: 'yellow',
  unknown: 'yellow',
  assumed: 'yellow',
  observed: 'yellow',
  exhausted: 'red',
  revoked: 'red',
  refused: 'red',
  engaged: 'red',
  fail: 'red',
  expired: 'dim',
  released: 'dim',
  free: 'dim',
  '-': 'dim',
}

function painted({ kind }: Column, text: string, { paint }: Terminal): string {
  const style = kind === 'word' || text === '-' ? STYLES[text] : undefined
  return style === undefined ? text : paint(style, text)
}
