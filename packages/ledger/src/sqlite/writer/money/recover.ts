import { text } from '../columns.ts'
import { unpackHold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { markUnknown } from './mark-unknown.ts'

const SELECT = 'SELECT record FROM holds WHERE in_flight IS NOT NULL ORDER BY seq'

const FACTS = JSON.stringify({ error: 'the process ended before the outcome was recorded' })

/** After a crash: what was under way may have happened. Returns how many calls that were. */
export function recover(unit: Unit): number {
  const rows = unit.db.prepare(SELECT).all()
  for (const row of rows) {
    const { inFlight } = unpackHold(text(row, 'record'))
    if (inFlight !== null) markUnknown(unit, { at: unit.now, callId: inFlight, facts: FACTS })
  }
  return rows.length
}
