import type { Adjust, CloseResult } from '../../../ledger.ts'
import { same } from '../records/draw.ts'
import type { Unit } from '../unit.ts'
import { close, drawnByOthers, findCall, recordChanged } from './call.ts'
import { setDraw } from './draws.ts'

/** The true price of a settled call came late: it replaces what the call counts, in the windows it was made in. */
export function adjust(unit: Unit, command: Adjust): CloseResult {
  const at = unit.time(command.at)
  const { callId, actual, reason, facts: more } = command
  const call = findCall(unit, callId)
  if (call === null) return { status: 'not_found' }
  const { hold } = call
  if (hold.state !== 'settled' || hold.inFlight !== null) return { status: 'already_closed', state: hold.state }
  const drawn = drawnByOthers(hold, callId)
  let overage = 0n
  for (const draw of hold.draws) {
    if (!draw.spent) continue
    const most = draw.amounts.reduce((a, b) => (a > b ? a : b))
    if (actual - most > overage) overage = actual - most
    setDraw(unit, draw, same<bigint>(actual), true)
  }
  unit.holds.touch(hold)
  unit.awaitedPrices.end(callId)
  const facts = JSON.stringify({ reason, ...(more === undefined ? {} : (JSON.parse(more) as object)) })
  const end = { kind: 'adjustment', callId, at, state: hold.state, facts, overage } as const
  const result = close(unit, hold, end)
  recordChanged(unit, hold, drawn, end)
  return result
}
