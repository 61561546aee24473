import type { CloseResult, MarkUnknown } from '../../../ledger.ts'
import type { Unit } from '../unit.ts'
import { close, findCall, land } from './call.ts'
import { anyHeld } from './draws.ts'

/** Nobody knows whether the call happened: what it holds stays counted until proof. */
export function markUnknown(unit: Unit, command: MarkUnknown): CloseResult {
  const at = unit.time(command.at)
  const { callId, facts } = command
  const call = findCall(unit, callId)
  if (call === null) return { status: 'not_found' }
  const { hold } = call
  if (hold.inFlight !== callId) return { status: 'already_closed', state: hold.state }
  land(unit, call)
  // A repeat of a call that happened (or is free) adds no doubt where it holds nothing of its own.
  const doubtful = hold.state !== 'free' && (hold.state !== 'settled' || hold.kept || anyHeld(hold))
  if (doubtful) {
    hold.state = 'unknown'
    hold.unknown = [...hold.unknown, callId]
  }
  return close(unit, hold, { kind: 'outcome', callId, at, state: hold.state, facts })
}
