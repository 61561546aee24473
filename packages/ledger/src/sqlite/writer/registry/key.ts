import type { RegistryVerbs } from '../verb.ts'
import { keyWithBudgets } from './key-record.ts'

export const key: RegistryVerbs['key'] = (unit, id, at) => {
  const found = unit.keys.get(id)
  return found === null ? null : keyWithBudgets(unit, found, unit.time(at))
}
