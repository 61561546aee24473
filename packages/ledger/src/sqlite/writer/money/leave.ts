import type { RecordRefusal, RefusalRow } from '../../../ledger.ts'
import type { Unit } from '../unit.ts'
import { recordRefusal } from './refusal.ts'

/** Ends an `enter` that no `admit` followed. */
export function leave(unit: Unit, command: RecordRefusal): RefusalRow {
  const at = unit.time(command.at)
  if (unit.memory.forgetEntered(command.callId)) unit.memory.end(command.callId)
  return recordRefusal(unit, command, at)
}
