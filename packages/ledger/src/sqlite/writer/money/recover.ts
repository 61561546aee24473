import { text } from '../columns.ts'
import { unpackHold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { endFree } from './give-up.ts'
import { markUnknown } from './mark-unknown.ts'

const SELECT = 'SELECT record FROM holds WHERE in_flight IS NOT NULL ORDER BY seq'

const FACTS = JSON.stringify({ error: 'the process ended before the outcome was recorded' })

/** After a crash of the stores of these numbers: what they had under way may have happened. Returns how many calls that were. */
export function recover(unit: Unit, nodes: readonly number[]): number {
  const rows = unit.db.prepare(SELECT).all()
  let count = 0
  for (const row of rows) {
    const { inFlight, node } = unpackHold(text(row, 'record'))
    if (inFlight === null || !nodes.includes(node)) continue
    markUnknown(unit, { at: unit.now, callId: inFlight, facts: FACTS })
    count++
  }
  // What is left of theirs holds nothing.
  const free = unit.memory.underWayAt(nodes)
  for (const callId of free) endFree(unit, callId, FACTS)
  return count + free.length
}
