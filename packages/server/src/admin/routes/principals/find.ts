import type { Principal } from '@keybrake/ledger'
import { notFound, type Problem } from '../../answer.ts'
import type { AdminCall } from '../../route.ts'

export async function findPrincipal({ parts, param }: AdminCall<unknown, unknown>): Promise<Principal | Problem> {
  const found = await parts.store.registry.principal(param('id'))
  return found === null || found.deletedAt !== null ? notFound('principal with this id') : found
}
