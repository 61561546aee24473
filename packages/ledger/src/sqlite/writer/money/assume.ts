import type { Instant } from '@keybrake/core'
import { text } from '../columns.ts'
import { unpackHold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { close } from './call.ts'
import { anySpent, setDraw } from './draws.ts'

const SELECT = 'SELECT record FROM holds INDEXED BY holds_unknown WHERE unknown_until <= ? ORDER BY seq'

/** The vendor's window is over and no proof came: the holds count in full from now on. Nothing is given back. */
export function assume(unit: Unit, commandAt: Instant): number {
  const at = unit.time(commandAt)
  const rows = unit.db.prepare(SELECT).all(at)
  for (const row of rows) {
    const hold = unit.holds.get(unpackHold(text(row, 'record')).id)
    if (hold === null) continue
    // A settled call with a doubtful repeat stays a settled one.
    hold.state = anySpent(hold) ? 'settled' : 'assumed'
    for (const draw of hold.draws) if (!draw.spent) setDraw(unit, draw, draw.amounts, true)
    unit.holds.touch(hold)
    for (const callId of hold.unknown) close(unit, hold, { kind: 'outcome', callId, at, state: 'assumed', facts: '' })
    if (hold.state === 'settled') hold.unknown = []
  }
  return rows.length
}
