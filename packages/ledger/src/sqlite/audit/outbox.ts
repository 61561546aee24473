/** What waits to be projected: the entries of the journal behind the log's last batch. And the names of budgets, for readers. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { JournalReader } from '../journal/reader.ts'
import { journalDir } from '../journal/segments.ts'
import type { BudgetName } from './before.ts'
import type { OutboxRow } from './log.ts'

export class Outbox {
  readonly #db: DatabaseSync
  readonly #dir: string
  #reader: JournalReader
  /** The batch that the reader stands behind; null: it starts at the oldest commit. */
  #at: number | null = null
  #last: number

  /** @param last the last batch that is durable */
  constructor(dataDir: string, last: number) {
    this.#db = new DatabaseSync(join(dataDir, 'ledger.db'), { readOnly: true })
    this.#db.exec('PRAGMA busy_timeout = 2000')
    this.#dir = journalDir(dataDir)
    this.#reader = new JournalReader(this.#dir, 0)
    this.#last = last
  }

  /** The last batch that may be projected. */
  get last(): number {
    return this.#last
  }

  /** Everything up to `batch` is durable. */
  grow(batch: number): void {
    this.#last = Math.max(this.#last, batch)
  }

  /** Rows after `batch`, at most about `charsMax` of text (one row at least). */
  after(batch: number, charsMax: number): readonly OutboxRow[] {
    if (batch >= this.#last) return []
    const isHere = this.#at === batch
    if (!isHere) this.#restart()
    const rows = this.#read(batch, charsMax)
    // Commits may have vanished between here and the oldest that is left.
    if (rows.length > 0 || !isHere) return rows
    this.#restart()
    return this.#read(batch, charsMax)
  }

  #read(batch: number, charsMax: number): readonly OutboxRow[] {
    const rows: OutboxRow[] = []
    let chars = 0
    // Where the reader throws halfway, what it has read is read again.
    this.#at = null
    while (chars < charsMax) {
      const record = this.#reader.read(this.#last)
      if (record === null) break
      if (!record.hasEntries || record.batch <= batch) continue
      const row = { batch: record.batch, lines: record.entries }
      rows.push(row)
      chars += row.lines.length
    }
    this.#at = rows.at(-1)?.batch ?? batch
    return rows
  }

  /** What people call a budget; null where the ledger does not know it. */
  budgetName(id: string): BudgetName | null {
    const row = this.#db.prepare('SELECT kind, name FROM budgets WHERE id = ?').get(id)
    return row === undefined ? null : { kind: row['kind'] as string, name: row['name'] as string }
  }

  close(): void {
    this.#reader.close()
    this.#db.close()
  }

  #restart(): void {
    this.#reader.close()
    this.#reader = new JournalReader(this.#dir, 0)
  }
}
