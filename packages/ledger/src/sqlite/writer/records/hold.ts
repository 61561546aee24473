import type { DatabaseSync } from 'node:sqlite'
import type { CallState } from '../../../ledger.ts'
import { type Columns, integer, text, textOrNull } from '../columns.ts'
import { Table } from '../table.ts'
import { type Draw, readDraws, writeDraws } from './draw.ts'

/** A reservation, named by its first call. A call that can't cost has one without draws. */
export interface Hold {
  seq: number
  readonly id: string
  state: CallState
  readonly keyId: string
  readonly connection: string
  /** `<connection>/<vendor object>` where an object is known, else null. */
  objectRef: string | null
  readonly fingerprint: string | null
  /** Until then a repeat is an attempt of this hold; an unknown fate is `assumed` afterwards. */
  endsAt: number
  /** The call under way, or null. There is never more than one. */
  inFlight: string | null
  /** Attempts that may have left. */
  sent: number
  /** Settled by a failure that changed nothing: a repeat may really happen. */
  kept: boolean
  /** Calls whose fate is not known. */
  unknown: readonly string[]
  draws: readonly Draw[]
}

export interface Attempt {
  readonly callId: string
  readonly holdId: string
  readonly keyId: string
}

export interface ClaimRow {
  readonly identity: string
  holdId: string
  /** The call that used the key first within the vendor's window. */
  firstCallId: string
}

/** The holds that name one vendor object, by id. */
export interface ObjectHolds {
  readonly holdIds: string[]
}

export function holdFrom(row: Columns): Hold {
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    state: text(row, 'state') as CallState,
    keyId: text(row, 'key_id'),
    connection: text(row, 'connection'),
    objectRef: textOrNull(row, 'object_ref'),
    fingerprint: textOrNull(row, 'fingerprint'),
    endsAt: integer(row, 'ends_at'),
    inFlight: textOrNull(row, 'in_flight'),
    sent: integer(row, 'sent'),
    kept: integer(row, 'kept') === 1,
    unknown: JSON.parse(text(row, 'unknown')) as string[],
    draws: readDraws(text(row, 'draws')),
  }
}

/**
 * More than are ever under way at once. A finished call is seldom asked for again, and what is kept has to be copied by the
 * garbage collector.
 */
const CALLS_KEPT = 4096

const SELECT = `SELECT seq, id, state, key_id, connection, object_ref, fingerprint, ends_at, in_flight, sent, kept, unknown,
  draws FROM holds WHERE id = ?`

const INSERT = `INSERT INTO holds (id, state, key_id, connection, object_ref, fingerprint, ends_at, in_flight, sent, kept,
  unknown, draws) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const UPDATE = `UPDATE holds SET state = ?, object_ref = ?, ends_at = ?, in_flight = ?, sent = ?, kept = ?, unknown = ?,
  draws = ? WHERE seq = ?`

export function holdTable(db: DatabaseSync): Table<Hold> {
  const select = db.prepare(SELECT)
  const insert = db.prepare(INSERT)
  const update = db.prepare(UPDATE)
  const load = (id: string): Hold | null => {
    const row = select.get(id)
    return row === undefined ? null : holdFrom(row)
  }
  const save = (hold: Hold): void => {
    const { state, objectRef, endsAt, inFlight, sent } = hold
    const kept = hold.kept ? 1 : 0
    const unknown = hold.unknown.length === 0 ? '[]' : JSON.stringify(hold.unknown)
    const draws = writeDraws(hold.draws)
    if (hold.seq > 0) {
      update.run(state, objectRef, endsAt, inFlight, sent, kept, unknown, draws, hold.seq)
      return
    }
    const { id, keyId, connection, fingerprint } = hold
    const { lastInsertRowid } = insert.run(
      id,
      state,
      keyId,
      connection,
      objectRef,
      fingerprint,
      endsAt,
      inFlight,
      sent,
      kept,
      unknown,
      draws,
    )
    hold.seq = Number.parseInt(String(lastInsertRowid), 10)
  }
  return new Table(load, save, CALLS_KEPT)
}

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
    CALLS_KEPT,
  )
}

export function claimTable(db: DatabaseSync): Table<ClaimRow> {
  const select = db.prepare('SELECT identity, hold_id, first_call_id FROM claims WHERE identity = ?')
  const replace = db.prepare('REPLACE INTO claims (identity, hold_id, first_call_id) VALUES (?, ?, ?)')
  return new Table(
    (identity) => {
      const row = select.get(identity)
      if (row === undefined) return null
      return { identity: text(row, 'identity'), holdId: text(row, 'hold_id'), firstCallId: text(row, 'first_call_id') }
    },
    ({ identity, holdId, firstCallId }) => {
      replace.run(identity, holdId, firstCallId)
    },
    CALLS_KEPT,
  )
}

export function objectTable(db: DatabaseSync): Table<ObjectHolds> {
  const select = db.prepare('SELECT id FROM holds WHERE object_ref = ? ORDER BY seq')
  return new Table(
    (objectRef) => ({ holdIds: select.all(objectRef).map((row) => text(row, 'id')) }),
    () => undefined,
    CALLS_KEPT,
  )
}
