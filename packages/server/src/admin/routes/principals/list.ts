import { operators } from '@keybrake/contract'
import { json, wrongCursor } from '../../answer.ts'
import { pageByName } from '../../page-by-name.ts'
import { principalAnswer } from '../../principal-answer.ts'
import { route } from '../../route.ts'

export const listPrincipals = route(operators.listPrincipals, async ({ parts, query, at }) => {
  const live = (await parts.store.registry.principals()).filter(({ deletedAt }) => deletedAt === null)
  const page = pageByName(live, ({ id }) => id, query)
  if (page === null) return wrongCursor()
  const data = []
  // One after the other: calls come in between.
  for (const principal of page.data) data.push(await principalAnswer(parts, principal, at))
  return json({ data, next_cursor: page.nextCursor })
})
