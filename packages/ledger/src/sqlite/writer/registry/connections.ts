import { text } from '../columns.ts'
import { connectionFrom } from '../records/connection.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { prepared } from './prepared.ts'

const LIVE = `SELECT name, vendor, secret, secret_ref, budget_id, sandbox, revision, created_at, updated_at, deleted_at, document
  FROM connections WHERE deleted_at IS NULL ORDER BY name`

/** Live ones only. */
export const connections: RegistryVerbs['connections'] = (unit) => {
  unit.connections.flush()
  return prepared(unit.db, LIVE).all().map(connectionFrom)
}

const NAMES = 'SELECT name FROM connections WHERE vendor = ?'

/** Deleted ones too: their keys are still listed. */
export function connectionsOfVendor(unit: Unit, vendor: string): readonly string[] {
  unit.connections.flush()
  return prepared(unit.db, NAMES)
    .all(vendor)
    .map((row) => text(row, 'name'))
}
