import type { RegistryVerbs } from '../verb.ts'

/** A deleted one too: its `deletedAt` says so. */
export const connection: RegistryVerbs['connection'] = (unit, name) => {
  const found = unit.connections.get(name)
  return found === null ? null : { ...found }
}
