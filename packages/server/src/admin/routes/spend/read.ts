import { audit, wireSpend } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { present } from '../../present.ts'
import { route } from '../../route.ts'

export const readSpend = route(audit.readSpend, async ({ parts, query }, { sees }) => {
  const lines = await parts.store.audit.spend({ ...present(query), ...(sees === null ? {} : { principalId: sees }) })
  return json(wireSpend(query.by, query.per ?? null, lines))
})
