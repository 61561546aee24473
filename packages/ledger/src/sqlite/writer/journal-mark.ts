/** What of the journal is in the rows of ledger.db: two settings, each written in the transaction that makes it so. */
import type { DatabaseSync } from 'node:sqlite'
import { text } from './columns.ts'

/** A place in the journal, and the ledger's clock there. */
export interface Mark {
  readonly number: number
  readonly batch: number
  /** Epoch milliseconds. */
  readonly clock: number
}

const IN_ROWS = 'journal_in_rows'
const LAST_WITH_ROWS = 'journal_last_with_rows'

const PUT = 'REPLACE INTO settings (name, value) VALUES (?, ?)'

/** Holds and counters of every commit up to this one are in rows. */
export function storeMark(db: DatabaseSync, { number, batch, clock }: Mark): void {
  db.prepare(PUT).run(IN_ROWS, `${number} ${batch} ${clock}`)
}

export function storedMark(db: DatabaseSync): Mark {
  const [number = 0, batch = 0, clock = 0] = settingOf(db, IN_ROWS)
  return { number, batch, clock }
}

/** The commit of this number wrote rows of its own, in this very transaction. */
export function storeLastWithRows(db: DatabaseSync, number: number): void {
  db.prepare(PUT).run(LAST_WITH_ROWS, String(number))
}

export const storedLastWithRows = (db: DatabaseSync): number => settingOf(db, LAST_WITH_ROWS)[0] ?? 0

function settingOf(db: DatabaseSync, name: string): readonly number[] {
  const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(name)
  return row === undefined ? [] : text(row, 'value').split(' ').map(Number)
}
