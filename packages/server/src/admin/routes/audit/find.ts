import type { CallDetail } from '@keybrake/ledger'
import { notFound, type Problem } from '../../answer.ts'
import type { AdminCall, Caller } from '../../route.ts'

/** The row of the path, where this caller may see it. */
export async function findCall(
  { parts, param }: AdminCall<unknown, unknown>,
  { sees }: Caller,
): Promise<CallDetail | Problem> {
  const row = await parts.store.audit.call(param('call_id'))
  return row === null || (sees !== null && row.facts.principal !== sees) ? notFound('call with this id') : row
}
