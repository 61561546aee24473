import { instant } from '@keybrake/core'
import type { UnknownHold, UnknownHolds } from '../../../ledger.ts'
import { integer, text } from '../columns.ts'
import { type Hold, unpackHold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'

const COUNT = 'SELECT count(*) AS total FROM holds WHERE unknown_until IS NOT NULL'

const PAGE = `SELECT unknown_until, seq, record FROM holds INDEXED BY holds_unknown
  WHERE unknown_until >= ? AND (unknown_until, seq) > (?, ?) ORDER BY unknown_until, seq LIMIT ?`

export function unknownHolds(unit: Unit, limit: number, cursor: string | null): UnknownHolds {
  const counted = unit.db.prepare(COUNT).get()
  const [until = 0, seq = 0] = (cursor ?? '0.0').split('.').map((part) => Number.parseInt(part, 10))
  const rows = unit.db.prepare(PAGE).all(until, until, seq, limit)
  const last = rows.length === limit ? rows.at(-1) : undefined
  return {
    total: counted === undefined ? 0 : integer(counted, 'total'),
    data: rows.map((row) => unknownHold(unpackHold(text(row, 'record')))),
    nextCursor: last === undefined ? null : `${integer(last, 'unknown_until')}.${integer(last, 'seq')}`,
  }
}

const unknownHold = ({ unknown, firstCallId, connection, endsAt }: Hold): UnknownHold => ({
  callIds: unknown,
  firstCallId,
  connection,
  endsAt: instant(endsAt),
})
