import type { keysQuery } from '@keybrake/contract'
import { keys } from '@keybrake/contract'
import type { z } from 'zod'
import { type AdminAnswer, json, wrongCursor } from '../../answer.ts'
import { keyAnswer } from '../../key-answer.ts'
import { nearest } from '../../nearest.ts'
import { pageOrNull } from '../../page-or-null.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'
import { present } from '../../present.ts'

async function handle(
  { parts, query, at }: AdminCall<unknown, z.infer<typeof keysQuery>>,
  { sees }: Caller,
): Promise<AdminAnswer> {
  const { limit, cursor, sort, ...fields } = query
  const { registry } = parts.store
  const filter = { ...present(fields), ...(sees === null ? {} : { principalId: sees }), at }
  if (sort === null) {
    const page = await pageOrNull({ limit, cursor }, (asked) => registry.keys({ ...filter, ...asked }))
    if (page === null) return wrongCursor()
    return json({ data: page.data.map((key) => keyAnswer(parts, key, sees)), next_cursor: page.nextCursor })
  }
  const status = query.status ?? 'live'
  const read = (some: number, from: string | null) => registry.keys({ ...filter, status, limit: some, cursor: from })
  const { data, considered, complete } = await nearest(read, ({ lines }) => lines, limit)
  return json({ data: data.map((key) => keyAnswer(parts, key, sees)), next_cursor: null, considered, complete })
}

export const listKeys = route(keys.listKeys, handle)
export const listKeysV1 = route(keys.listKeysV1, handle)
