import { operators } from '@keybrake/contract'
import { isProblem, json, notFound } from '../../answer.ts'
import { route } from '../../route.ts'
import { findPrincipal } from './find.ts'
import { whyFixed } from './fixed.ts'

export const deletePrincipal = route(operators.deletePrincipal, async (call, { actor }) => {
  const { parts } = call
  const found = await findPrincipal(call)
  if (isProblem(found)) return found
  const fixed = whyFixed(found.id)
  if (fixed !== null) return fixed
  const result = await parts.store.registry.deletePrincipal(actor, found.id)
  parts.keyHints.forgetAll()
  call.events.endAllOf(found.id)
  if (!('keyIds' in result)) return notFound('principal with this id')
  return json({ id: found.id, deleted: true, revoked: result.keyIds.length, key_ids: result.keyIds })
})
