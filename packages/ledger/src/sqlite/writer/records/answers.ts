import type { DatabaseSync } from 'node:sqlite'
import { bytesOrNull } from '../columns.ts'

/**
 * Answers of calls that their vendor would do again, kept for repeats with the same idempotency key. Few and seldom read: they go
 * to their rows at once, within the commit, and nothing of them stays in memory.
 */
export class Answers {
  readonly #put
  readonly #get
  readonly #forget

  constructor(db: DatabaseSync) {
    this.#put = db.prepare('REPLACE INTO answers (hold_id, ends_at, answer) VALUES (?, ?, ?)')
    this.#get = db.prepare('SELECT answer FROM answers WHERE hold_id = ?')
    this.#forget = db.prepare('DELETE FROM answers WHERE ends_at <= ?')
  }

  keep(holdId: string, endsAt: number, answer: Uint8Array): void {
    this.#put.run(holdId, endsAt, answer)
  }

  of(holdId: string): Uint8Array | null {
    const row = this.#get.get(holdId)
    return row === undefined ? null : bytesOrNull(row, 'answer')
  }

  /** Erases what is kept until `at` or less. Returns how many. */
  forget(at: number): number {
    return Number.parseInt(String(this.#forget.run(at).changes), 10)
  }
}
