import type { RecordRefusal, RefusalRow } from '../../../ledger.ts'
import type { Unit } from '../unit.ts'
import { recordRefusal } from './refusal.ts'

/** Records a refusal that was decided before the ledger. */
export const refuse = (unit: Unit, command: RecordRefusal): RefusalRow =>
  recordRefusal(unit, command, unit.time(command.at))
