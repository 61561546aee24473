import { instant } from '@keybrake/core'
import type { UnknownHold, UnknownHolds } from '../../../ledger.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'

export function unknownHolds({ holds }: Unit, limit: number, cursor: string | null): UnknownHolds {
  const [until = 0, seq = 0] = (cursor ?? '0.0').split('.').map((part) => Number.parseInt(part, 10))
  const places = holds.unknown.after({ until, seq }, limit)
  const last = places.length === limit ? places.at(-1) : undefined
  const found = places.map(({ id }) => holds.get(id)).filter((hold) => hold !== null)
  return {
    total: holds.unknown.count,
    data: found.map(unknownHold),
    nextCursor: last === undefined ? null : `${last.until}.${last.seq}`,
  }
}

const unknownHold = ({ unknown, firstCallId, connection, endsAt }: Hold): UnknownHold => ({
  callIds: unknown,
  firstCallId,
  connection,
  endsAt: instant(endsAt),
})
