import type { RegistryVerbs } from '../verb.ts'
import { recordAdmin } from './admin-entry.ts'
import { endCredentials, putCredential } from './credential.ts'
import { principalById } from './principal-row.ts'

export const rotateCredential: RegistryVerbs['rotateCredential'] = (unit, actor, principalId, mac) => {
  const at = unit.time(actor.at)
  const principal = principalById(unit, principalId)
  if (principal === null || principal.deletedAt !== null) return { status: 'not_found' }
  endCredentials(unit, principalId, at)
  putCredential(unit, mac, principalId, at)
  recordAdmin(unit, actor, at, {
    action: 'principal.rotated',
    subject: principalId,
    facts: { name: principal.name, role: principal.role },
  })
  return { status: 'rotated' }
}
