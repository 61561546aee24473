/**
 * Whether the disk has room for rows. Calls need less of it than an operator: their commits go to the journal, whose files are used
 * again, while a brake or a revocation is written to ledger.db as well. So when such a commit was missed, nothing may leave until
 * one of its size can be made.
 */
import type { DatabaseSync } from 'node:sqlite'

/** More than any word of an operator takes: some pages. */
const PROBE = 'x'.repeat(16 << 10)
const PUT = "REPLACE INTO settings (name, value) VALUES ('room_probe', ?)"

export class Room {
  readonly #db: DatabaseSync
  #isMissed = false

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** A commit of rows was not made. */
  missed(): void {
    this.#isMissed = true
  }

  /** Between two commits. Null: rows can be written, as far as is known. */
  whyNone(): string | null {
    if (!this.#isMissed) return null
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      this.#db.prepare(PUT).run(PROBE)
      this.#db.exec('COMMIT')
      this.#isMissed = false
      return null
    } catch (cause) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      return cause instanceof Error ? cause.message : String(cause)
    }
  }
}

const SQLITE_FULL = 13

/** Whether SQLite found no room. */
export const isFull = (cause: unknown): boolean =>
  cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_FULL
