import { operators } from '@keybrake/contract'
import { json, wrongCursor } from '../../answer.ts'
import { pageByName } from '../../page-by-name.ts'
import { principalAnswer } from '../../principal-answer.ts'
import { route } from '../../route.ts'

export const listPrincipals = route(operators.listPrincipals, async ({ parts, query }) => {
  const live = (await parts.store.registry.principals()).filter(({ deletedAt }) => deletedAt === null)
  const page = pageByName(live, ({ id }) => id, query)
  if (page === null) return wrongCursor()
  return json({ data: page.data.map(principalAnswer), next_cursor: page.nextCursor })
})
