/** A person says what became of a call of unknown fate. */
import type { CloseResult, Resolve } from '../../../ledger.ts'
import { same } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { close, closeUnknown, drawnByOthers, findCall, recordAdjustments, recordChanged } from './call.ts'
import { anySpent } from './draws.ts'
import { countFor, giveBack, heirsOf } from './give-back.ts'

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
  const { overage, heirs } = executed
    ? countAs(unit, hold, cost)
    : { overage: 0n, heirs: giveBack(unit, hold, (draw) => hold.state === 'assumed' || !draw.spent) }
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
function countAs(
  unit: Unit,
  hold: Hold,
  cost: bigint | null,
): { readonly overage: bigint; readonly heirs: ReadonlySet<Hold> } {
  const heirs = heirsOf(unit, hold)
  const changed = new Set<Hold>()
  let overage = 0n
  for (const draw of hold.draws) {
    if (draw.spent && hold.state !== 'assumed') continue
    const most = draw.amounts.reduce((a, b) => (a > b ? a : b))
    if (cost !== null && cost - most > overage) overage = cost - most
    countFor(unit, draw, cost === null ? draw.amounts : same(cost), heirs, changed)
  }
  return { overage, heirs: changed }
}
