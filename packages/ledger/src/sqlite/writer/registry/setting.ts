import { text } from '../columns.ts'
import type { RegistryVerbs } from '../verb.ts'
import { prepared } from './prepared.ts'

const SELECT = 'SELECT value FROM settings WHERE name = ?'

export const setting: RegistryVerbs['setting'] = (unit, name) => {
  const row = prepared(unit.db, SELECT).get(name)
  return row === undefined ? null : text(row, 'value')
}
