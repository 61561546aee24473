import type { keysQuery } from '@keybrake/contract'
import { keys } from '@keybrake/contract'
import type { z } from 'zod'
import { type AdminAnswer, json } from '../../answer.ts'
import { keyAnswer } from '../../key-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'
import { present } from '../../present.ts'

async function handle(
  { parts, query, at }: AdminCall<unknown, z.infer<typeof keysQuery>>,
  { sees }: Caller,
): Promise<AdminAnswer> {
  const { limit, cursor, ...fields } = query
  const page = await parts.store.registry.keys({
    ...present(fields),
    ...(sees === null ? {} : { principalId: sees }),
    at,
    limit,
    cursor,
  })
  return json({ data: page.data.map((key) => keyAnswer(parts, key)), next_cursor: page.nextCursor })
}

export const listKeys = route(keys.listKeys, handle)
export const listKeysV1 = route(keys.listKeysV1, handle)
