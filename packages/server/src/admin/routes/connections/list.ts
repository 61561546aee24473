import { connections } from '@keybrake/contract'
import { json, wrongCursor } from '../../answer.ts'
import { connectionAnswer } from '../../connection-answer.ts'
import { pageByName } from '../../page-by-name.ts'
import { route } from '../../route.ts'

export const listConnections = route(connections.listConnections, async ({ parts, query, at }) => {
  const live = (await parts.store.registry.connections()).filter(({ deletedAt }) => deletedAt === null)
  const page = pageByName(live, ({ name }) => name, query)
  if (page === null) return wrongCursor()
  const data = await Promise.all(page.data.map((record) => connectionAnswer(parts, record, at)))
  return json({ data, next_cursor: page.nextCursor })
})
