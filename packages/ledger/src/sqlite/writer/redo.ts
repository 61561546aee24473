/** All records whose rows are behind the journal, and how the rows catch up: a generation at a time, in slices. */
import type { DatabaseSync } from 'node:sqlite'
import type { RedoTable } from './redo-table.ts'
import { type Mark, storeMark } from './journal-mark.ts'

/** What waits is written when there is so much of it. More means fewer writes of the same row, and more memory. */
export interface RedoBounds {
  /** Of all tables. */
  readonly recordsMax: number
  /** Of tables whose records are brief. */
  readonly briefMax: number
  /** Length of what the journal took since all rows were written. */
  readonly charsMax: number
}

export const REDO_BOUNDS: RedoBounds = { recordsMax: 4000, briefMax: 150, charsMax: 8_000_000 }

type AnyTable = Pick<
  RedoTable<never, never>,
  | 'isBrief'
  | 'waiting'
  | 'leaving'
  | 'pack'
  | 'packed'
  | 'turn'
  | 'write'
  | 'wrote'
  | 'wroteNothing'
  | 'apply'
  | 'follow'
  | 'committed'
  | 'rolledBack'
>

export class Redo {
  readonly #db: DatabaseSync
  readonly #tables: readonly AnyTable[]
  readonly #bounds: RedoBounds
  readonly #begin
  readonly #commit
  /** Length of what the journal took since a generation of all tables began. */
  #chars = 0
  /** Length of the lines of the commit that is under way; null: none is. */
  #packed: number | null = null
  /**
   * The older generation: where the journal stood when it began to be written, and whether it is of all tables. Only then does
   * it bring rows up to there.
   */
  #older: { readonly mark: Mark; readonly isWhole: boolean } | null = null

  /** @param tables in the order in which rows may be written */
  constructor(db: DatabaseSync, tables: readonly AnyTable[], bounds: RedoBounds) {
    this.#db = db
    this.#tables = tables
    this.#bounds = bounds
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
  }

  /** Brings rows up to date with the redo lines of one commit, within the present transaction. */
  apply(lines: string): void {
    this.#read(lines, (table, line) => table.apply(line))
  }

  /** Takes in the redo lines of a commit of another store. */
  follow(lines: string): void {
    this.#read(lines, (table, line) => table.follow(line))
    this.#chars += lines.length
  }

  #read(lines: string, take: (table: AnyTable, line: string) => boolean): void {
    if (lines === '') return
    for (const line of lines.slice(0, -1).split('\n')) {
      if (this.#tables.some((table) => take(table, line))) continue
      throw new Error(`no table of the ledger has redo lines like ${line.slice(0, 20)}`)
    }
  }

  /** Records whose rows are behind what was committed. */
  get behind(): number {
    let records = 0
    for (const table of this.#tables) records += table.waiting + table.leaving
    return records
  }

  /** Whether enough waits for its rows, or some are being written. */
  get isDue(): boolean {
    return this.#older !== null || this.#isWholeDue || this.#isBriefDue
  }

  get #isWholeDue(): boolean {
    if (this.#chars >= this.#bounds.charsMax) return true
    let records = 0
    for (const table of this.#tables) records += table.waiting
    return records >= this.#bounds.recordsMax
  }

  get #isBriefDue(): boolean {
    let records = 0
    for (const table of this.#tables) if (table.isBrief) records += table.waiting
    return records >= this.#bounds.briefMax
  }

  /** The journal took entries too: where no record changes for long, it has to be told all the same that rows are complete. */
  grew(chars: number): void {
    this.#chars += chars
  }

  /** Ends a commit: the lines of its changed records. */
  pack(): string {
    let lines = ''
    for (const table of this.#tables) lines = table.pack(lines)
    if (lines !== '') for (const table of this.#tables) table.packed(lines)
    this.#packed = lines.length
    return lines
  }

  committed(): void {
    this.#chars += this.#packed ?? 0
    this.#packed = null
    for (const table of this.#tables) table.committed()
  }

  rolledBack(): void {
    this.#packed = null
    for (const table of this.#tables) table.rolledBack()
  }

  /**
   * What waits is the older generation from now on, unless one is being written already: what is brief, where that alone is
   * due, or else everything.
   *
   * @param at where the journal stands
   * @returns up to where the older generation goes: its rows must not be written before that survives a power cut
   */
  begin(at: Mark): Mark {
    // The lists of a commit under way belong to the generation after it.
    if (this.#packed !== null) throw new Error('rows are written between two commits')
    this.#older ??= this.#turn(at)
    return this.#older.mark
  }

  /**
   * Writes at most about `max` rows, in a transaction of its own, between two commits. Throws with nothing changed.
   *
   * @param at where the journal stands
   * @returns up to where all rows are true now, where a generation of all tables is complete; else null
   */
  write(max: number, at: Mark): Mark | null {
    const mark = this.begin(at)
    const isWhole = this.#older?.isWhole === true
    let isDone = true
    try {
      this.#begin.run()
      for (const table of this.#tables) isDone = table.write(max) === table.leaving && isDone
      if (isDone && isWhole) storeMark(this.#db, mark)
      this.#commit.run()
    } catch (error) {
      for (const table of this.#tables) table.wroteNothing()
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
    for (const table of this.#tables) table.wrote()
    if (!isDone) return null
    this.#older = null
    return isWhole ? mark : null
  }

  #turn(mark: Mark): { readonly mark: Mark; readonly isWhole: boolean } {
    const takesAll = this.#tables.every((table) => table.isBrief || table.waiting === 0)
    const isWhole = takesAll || this.#isWholeDue || !this.#isBriefDue
    for (const table of this.#tables) if (isWhole || table.isBrief) table.turn()
    if (isWhole) this.#chars = 0
    return { mark, isWhole }
  }
}
