/** CSV (RFC 4180) of a list. A cell that a spreadsheet would run as a formula is made text. */
import { type Column, type Row, valueOf } from './columns.ts'
import { jsonText, plain } from './plain.ts'

const FORMULA = /^[=+\-@\t\r]/

export const csvHeader = (columns: readonly Column[]): string => `${columns.map(({ name }) => name).join(',')}\r\n`

export const csvRow = (columns: readonly Column[], row: Row): string =>
  `${columns.map((column) => csvCell(valueOf(column, row))).join(',')}\r\n`

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  const text = typeof value === 'string' ? value : jsonText(value)
  const safe = plain(FORMULA.test(text) ? `'${text}` : text)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
