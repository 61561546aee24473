/** Everything that the audit log reads of ledger.db, over a connection of its own. */
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { OutboxRow } from './log.ts'

export class Outbox {
  readonly #db: DatabaseSync
  readonly #after: StatementSync

  constructor(dataDir: string) {
    this.#db = new DatabaseSync(join(dataDir, 'ledger.db'), { readOnly: true })
    this.#db.exec('PRAGMA busy_timeout = 2000')
    this.#after = this.#db.prepare('SELECT batch, lines FROM outbox WHERE batch > ? ORDER BY batch')
  }

  /** Rows after `batch`, at most about `charsMax` of text (one row at least). */
  after(batch: number, charsMax: number): readonly OutboxRow[] {
    const rows: OutboxRow[] = []
    let chars = 0
    for (const row of this.#after.iterate(batch)) {
      const { batch: number, lines } = row as unknown as OutboxRow
      rows.push({ batch: number, lines })
      chars += lines.length
      if (chars >= charsMax) break
    }
    return rows
  }

  /** The first batch after `batch` that waits (null: none) and the highest that was ever committed, of one moment. */
  range(batch: number): { readonly first: number | null; readonly last: number } {
    const row = this.#db
      .prepare(
        "SELECT (SELECT min(batch) FROM outbox WHERE batch > ?) AS first, (SELECT seq FROM sqlite_sequence WHERE name = 'outbox') AS last",
      )
      .get(batch)
    return {
      first: (row?.['first'] as number | null | undefined) ?? null,
      last: (row?.['last'] as number | null | undefined) ?? 0,
    }
  }

  /** What people call a budget; its id where the ledger does not know it. */
  budgetName(id: string): string {
    const row = this.#db.prepare('SELECT name FROM budgets WHERE id = ?').get(id)
    return (row?.['name'] as string | undefined) ?? id
  }

  close(): void {
    this.#db.close()
  }
}
