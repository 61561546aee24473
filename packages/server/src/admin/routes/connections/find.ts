import type { ConnectionRecord } from '@keybrake/ledger'
import { notFound, type Problem } from '../../answer.ts'
import type { AdminCall } from '../../route.ts'

export async function findConnectionRecord({
  parts,
  param,
}: AdminCall<unknown, unknown>): Promise<ConnectionRecord | Problem> {
  const record = await parts.store.registry.connection(param('name'))
  return record === null || record.deletedAt !== null ? notFound('connection of this name') : record
}
