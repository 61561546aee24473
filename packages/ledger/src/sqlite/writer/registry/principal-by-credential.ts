import type { RegistryVerbs } from '../verb.ts'
import { credentialOwner } from './credential.ts'
import { principalById } from './principal-row.ts'

export const principalByCredential: RegistryVerbs['principalByCredential'] = (unit, mac) => {
  const owner = credentialOwner(unit, mac)
  const principal = owner === null ? null : principalById(unit, owner)
  return principal === null || principal.deletedAt !== null ? null : principal
}
