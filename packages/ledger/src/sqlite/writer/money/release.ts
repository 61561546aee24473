/** The attempt certainly cost nothing. Its hold ends only where no other attempt may have happened. */
import type { CallState, CloseResult, Release } from '../../../ledger.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { close, closeUnknown, drawnByOthers, findCall, land, recordAdjustments, recordChanged } from './call.ts'
import { anySpent, drawsBy } from './draws.ts'
import { giveBack } from './give-back.ts'

export function release(unit: Unit, command: Release): CloseResult {
  const at = unit.time(command.at)
  const { callId, facts } = command
  const call = findCall(unit, callId)
  if (call === null) return { status: 'not_found' }
  const { hold } = call
  if (hold.inFlight !== callId) return { status: 'already_closed', state: hold.state }
  land(unit, call)
  if (hold.state === 'free') return close(unit, hold, { kind: 'outcome', callId, at, state: 'free', facts })

  const isOnly = hold.state === 'held' && hold.unknown.length === 0 && hold.sent === 1
  const notSent = command.proof === 'not_sent'
  if (notSent) hold.sent--
  const end = { kind: 'outcome', callId, at, facts } as const
  if (isOnly || (!notSent && (command.endsUnknown || command.replayed))) {
    const drawn = drawnByOthers(hold, callId)
    const heirs = giveBack(unit, hold, (draw) => !draw.spent)
    hold.state = anySpent(hold) ? 'settled' : 'released'
    const result = close(unit, hold, { ...end, state: 'released' })
    closeUnknown(unit, hold, { ...end, state: hold.state })
    recordChanged(unit, hold, drawn, { ...end, state: hold.state })
    recordAdjustments(unit, heirs, at, callId)
    return result
  }
  // What this attempt drew goes back where nothing left, or where no earlier attempt can still turn out to have happened.
  const goesBack = notSent || hold.unknown.length === 0
  const heirs = giveBack(unit, hold, (draw) => goesBack && draw.callId === callId && !draw.spent)
  const result = close(unit, hold, { ...end, state: endOne(hold, callId) })
  recordAdjustments(unit, heirs, at, callId)
  return result
}

/** Ends one attempt among others; the hold keeps its former state. Answers with the state of the call. */
function endOne(hold: Hold, callId: string): CallState {
  if (hold.state === 'held') hold.state = hold.unknown.length > 0 ? 'unknown' : anySpent(hold) ? 'settled' : 'free'
  if (drawsBy(hold, callId).length === 0) return 'released'
  if (!hold.unknown.includes(callId)) hold.unknown = [...hold.unknown, callId]
  return 'unknown'
}
