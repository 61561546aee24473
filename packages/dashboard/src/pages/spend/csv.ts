/** The table of totals as a file. A cell that a spreadsheet would compute is kept from it. */
import type { GroupTotal } from './series.ts'

const FORMULA = /^[=+\-@\t\r]/

const cell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Micro-USD as exact decimal text. */
const usd = (micros: bigint): string => {
  const digits = micros.toString().padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}

export function csvOf(by: string, totals: readonly GroupTotal[]): string {
  const head = [by, 'calls', 'spent_usd', 'held_usd', 'spent_before_usd']
  const rows = totals.map(({ group, calls, spent, held, before }) => [
    group,
    String(calls),
    usd(spent),
    usd(held),
    before === null ? '' : usd(before),
  ])
  return `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
