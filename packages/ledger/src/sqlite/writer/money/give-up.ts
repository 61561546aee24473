import { recordOutcome } from './entries.ts'
import { release } from './release.ts'
import { findCall } from './call.ts'
import type { Unit } from '../unit.ts'

const FACTS = JSON.stringify({ error: 'the database did not confirm the admission in time: the call was not sent' })

/** Ends calls that the log has as admitted although nobody was told so: certainly nothing was sent. */
export function giveUp(unit: Unit, callIds: readonly string[]): void {
  for (const callId of callIds) {
    const at = unit.now
    if (findCall(unit, callId) === null) endFree(unit, callId, FACTS)
    else release(unit, { at, callId, facts: FACTS, proof: 'not_sent', endsUnknown: false, replayed: false })
  }
}

/** A call without cost and claim, of which this store knows nothing but its entry: it is under way no more. */
export function endFree(unit: Unit, id: string, facts: string): void {
  unit.memory.end(id)
  const money = { counted: 0n, overage: 0n, draws: [], budgets: [] }
  recordOutcome(unit, { kind: 'outcome', id, at: unit.now, state: 'free', ...money, facts })
}
