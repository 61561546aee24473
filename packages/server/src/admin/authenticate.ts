/** Whose admin credential is this, and may its role make this call? */
import type { AnyOperation } from '@keybrake/contract'
import { VAULT_KEY_PREFIX } from '@keybrake/core'
import type { Instant } from '@keybrake/core'
import { type Problem, problem } from './answer.ts'
import type { AdminParts } from './parts.ts'
import type { Caller } from './route.ts'

const BEARER = /^Bearer +([\x21-\x7e]{1,512}) *$/i

export async function authenticate(
  parts: AdminParts,
  operation: AnyOperation,
  request: { readonly authorization: string | null; readonly address: string | null; readonly at: Instant },
): Promise<Caller | Problem> {
  const credential = BEARER.exec(request.authorization ?? '')?.[1]
  if (credential === undefined)
    return problem('unauthenticated', 'Send an admin credential as "Authorization: Bearer <credential>".')
  if (credential.startsWith(VAULT_KEY_PREFIX))
    return problem(
      'unauthenticated',
      'This is a vault key, which only calls vendors; the admin API takes an admin credential.',
    )
  const principal = await parts.store.registry.principalByCredential(parts.keyring.mac(credential))
  if (principal === null || principal.deletedAt !== null)
    return problem('unauthenticated', 'This admin credential is not valid here.')
  const { role } = principal
  if (operation.access !== 'public' && !operation.access.includes(role))
    return problem('role_not_allowed', `The role ${role} may not ${operation.method} ${operation.path}.`, { role })
  return {
    principal,
    role,
    sees: role === 'issuer' ? principal.id : null,
    actor: { principalId: principal.id, at: request.at, address: request.address },
  }
}
