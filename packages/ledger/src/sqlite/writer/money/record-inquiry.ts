import type { CloseResult, RecordInquiry } from '../../../ledger.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { close, findCall } from './call.ts'
import { drawsBy } from './draws.ts'

/** A question about a call of unknown fate, or about the price of a settled one, goes into its row. No counter changes. */
export function recordInquiry(unit: Unit, command: RecordInquiry): CloseResult {
  const at = unit.time(command.at)
  const { callId, facts, priceDueAt } = command
  const call = findCall(unit, callId)
  const { hold } = call ?? { hold: null }
  const isOpen = hold !== null && (isSettled(hold, callId) || hold.unknown.includes(callId))
  if (priceDueAt !== undefined && priceDueAt !== null && isOpen) unit.awaitedPrices.again(callId, priceDueAt)
  else if (priceDueAt !== undefined) unit.awaitedPrices.end(callId)
  if (hold === null) return { status: 'not_found' }
  if (!isOpen) return { status: 'already_closed', state: hold.state }
  return close(unit, hold, { kind: 'inquiry', callId, at, state: hold.state, facts })
}

/** Attempts that drew nothing have an end of their own. */
const isSettled = (hold: Hold, callId: string): boolean => hold.state === 'settled' && drawsBy(hold, callId).length > 0
