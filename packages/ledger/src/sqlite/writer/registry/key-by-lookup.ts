import { text } from '../columns.ts'
import type { RegistryVerbs } from '../verb.ts'
import { keyRecord } from './key-record.ts'
import { prepared } from './prepared.ts'

const SELECT = 'SELECT id FROM keys WHERE lookup = ?'

export const keyByLookup: RegistryVerbs['keyByLookup'] = (unit, lookup) => {
  unit.keys.flush()
  const row = prepared(unit.db, SELECT).get(lookup)
  const key = row === undefined ? null : unit.keys.get(text(row, 'id'))
  return key === null ? null : keyRecord(unit, key)
}
