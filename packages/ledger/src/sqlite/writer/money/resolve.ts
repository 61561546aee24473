/** A person says what became of a call of unknown fate. */
import type { CloseResult, Resolve } from '../../../ledger.ts'
import { same } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { close, closeUnknown, drawnByOthers, findCall, recordAdjustments, recordChanged } from './call.ts'
import { anySpent, setDraw } from './draws.ts'
import { giveBack } from './give-back.ts'

export function resolve(unit: Unit, command: Resolve): CloseResult {
  const at = unit.time(command.at)
  const { callId, executed, cost, reason, principalId } = command
  const call = findCall(unit, callId)
  if (call === null) return { status: 'not_found' }
  const { hold } = call
  // A repeat under way may still do it.
  if (hold.inFlight !== null) return { status: 'already_closed', state: 'held' }
  if (hold.state !== 'unknown' && hold.state !== 'assumed') return { status: 'already_closed', state: hold.state }
  const drawn = drawnByOthers(hold, callId)
  const overage = executed ? countAs(unit, hold, cost) : 0n
  const assumed = hold.state === 'assumed'
  const heirs = giveBack(unit, hold, (draw) => !executed && (assumed || !draw.spent))
  hold.state = executed || anySpent(hold) ? 'settled' : 'released'
  unit.holds.touch(hold)
  const facts = JSON.stringify({ resolved_by: principalId, reason, executed })
  const end = { kind: 'resolution', callId, at, state: hold.state, facts, overage } as const
  const result = close(unit, hold, end)
  closeUnknown(unit, hold, end)
  recordChanged(unit, hold, drawn, end)
  recordAdjustments(unit, heirs, at, callId)
  return result
}

/** Settles what the hold still reserves (or assumes) at this cost; null: in full. Answers with what lies above. */
function countAs(unit: Unit, hold: Hold, cost: bigint | null): bigint {
  const assumed = hold.state === 'assumed'
  let overage = 0n
  for (const draw of hold.draws) {
    if (draw.spent && !assumed) continue
    const most = draw.amounts.reduce((a, b) => (a > b ? a : b))
    if (cost !== null && cost - most > overage) overage = cost - most
    setDraw(unit, draw, cost === null ? draw.amounts : same(cost), true)
  }
  return overage
}
