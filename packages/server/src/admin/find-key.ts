import type { KeyWithBudgets } from '@keybrake/ledger'
import { notFound, type Problem } from './answer.ts'
import type { AdminCall, Caller } from './route.ts'

/** The key of the path, where this caller may see it: another issuer's is as good as absent. */
export async function findKey(
  { parts, param, at }: AdminCall<unknown, unknown>,
  { sees }: Caller,
): Promise<KeyWithBudgets | Problem> {
  const found = await parts.store.registry.key(param('id'), at)
  return found === null || (sees !== null && found.key.principalId !== sees)
    ? notFound('vault key with this id')
    : found
}
