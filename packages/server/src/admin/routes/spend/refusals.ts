import { audit, wireRefusals } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { present } from '../../present.ts'
import { route } from '../../route.ts'

export const readRefusals = route(audit.readRefusals, async ({ parts, query }, { sees }) => {
  const filter = { ...present(query), ...(sees === null ? {} : { principalId: sees }) }
  const lines = await parts.store.audit.refusals(filter)
  return json(wireRefusals({ per: query.per ?? null, zone: query.zone ?? 'UTC' }, lines))
})
