/** All records whose rows are behind, and the rows of `redo` that keep them: one a commit, until the tables are written. */
import type { DatabaseSync } from 'node:sqlite'
import { text } from './columns.ts'
import type { RedoTable } from './redo-table.ts'

/** The tables are written when so much is behind. More means fewer writes of the same row, and a longer commit when they come. */
export interface RedoBounds {
  readonly recordsMax: number
  /** Length of the redo lines since the last time. */
  readonly charsMax: number
}

export const REDO_BOUNDS: RedoBounds = { recordsMax: 2000, charsMax: 4_000_000 }

type AnyTable = Pick<
  RedoTable<never, never>,
  'size' | 'pack' | 'packed' | 'write' | 'apply' | 'committed' | 'rolledBack'
>

export class Redo {
  readonly #db: DatabaseSync
  readonly #tables: readonly AnyTable[]
  readonly #bounds: RedoBounds
  readonly #insert
  readonly #delete
  /** Length of the lines in `redo`; 0: it is empty. */
  #chars = 0
  #charsBefore = 0

  /** @param tables in the order in which rows may be written */
  constructor(db: DatabaseSync, tables: readonly AnyTable[], bounds: RedoBounds) {
    this.#db = db
    this.#tables = tables
    this.#bounds = bounds
    this.#insert = db.prepare('INSERT INTO redo (lines) VALUES (?)')
    this.#delete = db.prepare('DELETE FROM redo')
  }

  /** Writes what the last process left in `redo` to the tables, oldest first, in a transaction of its own. */
  replay(): void {
    const rows = this.#db.prepare('SELECT lines FROM redo ORDER BY number').all()
    if (rows.length === 0) return
    this.#db.exec('BEGIN IMMEDIATE')
    for (const row of rows) {
      for (const line of text(row, 'lines').trimEnd().split('\n')) {
        if (this.#tables.some((table) => table.apply(line))) continue
        throw new Error(`no table of the ledger has redo lines like ${line.slice(0, 20)}`)
      }
    }
    this.#delete.run()
    this.#db.exec('COMMIT')
  }

  /** Whether rows are behind what was committed. */
  get isBehind(): boolean {
    return this.#chars > 0
  }

  /** Writes every row that is behind, within the present transaction. */
  write(): void {
    for (const table of this.#tables) table.write()
    if (this.#chars > 0) this.#delete.run()
    this.#chars = 0
  }

  /** Ends a commit: its changed records go to `redo`, or with all others to their rows where enough of them wait. */
  finish(): void {
    if (this.#isFull()) {
      this.write()
      return
    }
    let lines = ''
    for (const table of this.#tables) lines = table.pack(lines)
    if (lines === '') return
    this.#insert.run(lines)
    this.#chars += lines.length
    for (const table of this.#tables) table.packed(lines)
  }

  committed(): void {
    this.#charsBefore = this.#chars
    for (const table of this.#tables) table.committed()
  }

  rolledBack(): void {
    this.#chars = this.#charsBefore
    for (const table of this.#tables) table.rolledBack()
  }

  #isFull(): boolean {
    if (this.#chars >= this.#bounds.charsMax) return true
    let records = 0
    for (const table of this.#tables) records += table.size
    return records >= this.#bounds.recordsMax
  }
}
