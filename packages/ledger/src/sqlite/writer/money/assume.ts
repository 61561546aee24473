import type { Instant } from '@keybrake/core'
import type { Unit } from '../unit.ts'
import { close } from './call.ts'
import { anySpent, setDraw } from './draws.ts'

/** The vendor's window is over and no proof came: the holds count in full from now on. Nothing is given back. */
export function assume(unit: Unit, commandAt: Instant): number {
  const at = unit.time(commandAt)
  const places = unit.holds.unknown.overAt(at)
  for (const { id } of places) {
    const hold = unit.holds.get(id)
    if (hold === null) continue
    // A settled call with a doubtful repeat stays a settled one.
    hold.state = anySpent(hold) ? 'settled' : 'assumed'
    for (const draw of hold.draws) if (!draw.spent) setDraw(unit, draw, draw.amounts, true)
    unit.holds.touch(hold)
    for (const callId of hold.unknown) close(unit, hold, { kind: 'outcome', callId, at, state: 'assumed', facts: '' })
    if (hold.state === 'settled') hold.unknown = []
  }
  return places.length
}
