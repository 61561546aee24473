import type { DatabaseSync } from 'node:sqlite'
import { text } from '../columns.ts'
import { Table } from '../table.ts'

/** A call after the first one of a hold. */
export interface Attempt {
  readonly callId: string
  readonly holdId: string
  readonly keyId: string
}

const KEPT = 4096

export function attemptTable(db: DatabaseSync): Table<Attempt> {
  const select = db.prepare('SELECT call_id, hold_id, key_id FROM attempts WHERE call_id = ?')
  const insert = db.prepare('INSERT INTO attempts (call_id, hold_id, key_id) VALUES (?, ?, ?)')
  return new Table(
    (callId) => {
      const row = select.get(callId)
      return row === undefined
        ? null
        : { callId: text(row, 'call_id'), holdId: text(row, 'hold_id'), keyId: text(row, 'key_id') }
    },
    ({ callId, holdId, keyId }) => {
      insert.run(callId, holdId, keyId)
    },
    KEPT,
  )
}
