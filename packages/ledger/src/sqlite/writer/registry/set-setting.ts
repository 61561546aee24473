import type { RegistryVerbs } from '../verb.ts'
import { prepared } from './prepared.ts'

const PUT = 'REPLACE INTO settings (name, value) VALUES (?, ?)'

export const setSetting: RegistryVerbs['setSetting'] = (unit, name, value) => {
  prepared(unit.db, PUT).run(name, value)
}
