/** Settled calls whose vendor states their price later. Only calls of vendors that do ever come here. */
import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '@keybrake/core'
import type { AwaitedPrice } from '../../../ledger.ts'
import { integer, text, time } from '../columns.ts'

const BEGIN = 'REPLACE INTO awaited_prices (call_id, connection, settled_at, due_at, asked) VALUES (?, ?, ?, ?, ?)'

const AGAIN = 'UPDATE awaited_prices SET due_at = ?, asked = asked + 1 WHERE call_id = ?'

const END = 'DELETE FROM awaited_prices WHERE call_id = ?'

const NEXT_CONNECTION = 'SELECT min(connection) AS name FROM awaited_prices WHERE connection > ?'

const DUE = `SELECT call_id, connection, settled_at, due_at, asked FROM awaited_prices WHERE connection = ? AND due_at <= ?
  ORDER BY due_at LIMIT ?`

export class AwaitedPrices {
  readonly #begin
  readonly #again
  readonly #end
  readonly #nextConnection
  readonly #due

  constructor(db: DatabaseSync) {
    this.#begin = db.prepare(BEGIN)
    this.#again = db.prepare(AGAIN)
    this.#end = db.prepare(END)
    this.#nextConnection = db.prepare(NEXT_CONNECTION)
    this.#due = db.prepare(DUE)
  }

  begin({ callId, connection, settledAt, dueAt, asked }: AwaitedPrice): void {
    this.#begin.run(callId, connection, settledAt, dueAt, asked)
  }

  /** It was asked for in vain. */
  again(callId: string, dueAt: Instant): void {
    this.#again.run(dueAt, callId)
  }

  end(callId: string): void {
    this.#end.run(callId)
  }

  /** Connection by connection, so that a long queue of one takes no part of the others'. */
  due(at: Instant, limitEach: number): AwaitedPrice[] {
    const found: AwaitedPrice[] = []
    for (
      let connection = this.#connectionAfter('');
      connection !== null;
      connection = this.#connectionAfter(connection)
    ) {
      for (const row of this.#due.all(connection, at, limitEach))
        found.push({
          callId: text(row, 'call_id'),
          connection: text(row, 'connection'),
          settledAt: time(row, 'settled_at'),
          dueAt: time(row, 'due_at'),
          asked: integer(row, 'asked'),
        })
    }
    return found
  }

  #connectionAfter(name: string): string | null {
    const row = this.#nextConnection.get(name)
    return typeof row?.['name'] === 'string' ? row['name'] : null
  }
}
