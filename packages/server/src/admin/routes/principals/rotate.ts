import { operators } from '@keybrake/contract'
import { isProblem, json, notFound } from '../../answer.ts'
import { newCredential } from '../../credential.ts'
import { route } from '../../route.ts'
import { findPrincipal } from './find.ts'
import { whyFixed } from './fixed.ts'

export const rotatePrincipal = route(operators.rotatePrincipal, async (call, { actor }) => {
  const { parts } = call
  const found = await findPrincipal(call)
  if (isProblem(found)) return found
  const fixed = whyFixed(found.id)
  if (fixed !== null) return fixed
  const credential = newCredential()
  const { status } = await parts.store.registry.rotateCredential(actor, found.id, parts.keyring.mac(credential))
  call.events.endAllOf(found.id)
  return status === 'not_found' ? notFound('principal with this id') : json({ id: found.id, credential })
})
