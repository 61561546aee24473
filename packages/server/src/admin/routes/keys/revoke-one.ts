import { keys } from '@keybrake/contract'
import { type AdminAnswer, isProblem, json } from '../../answer.ts'
import { findKey } from '../../find-key.ts'
import { keyAnswer } from '../../key-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'

async function handle(
  call: AdminCall<{ readonly reason: string | null }, unknown>,
  caller: Caller,
): Promise<AdminAnswer> {
  const { parts, body } = call
  const found = await findKey(call, caller)
  if (isProblem(found)) return found
  const { id, lookup } = found.key
  await parts.store.registry.revokeKeys(caller.actor, { keyId: id, principalId: caller.sees }, body.reason)
  parts.keyHints.forget(lookup)
  const revoked = await findKey(call, caller)
  return isProblem(revoked) ? revoked : json(keyAnswer(parts, revoked, caller.sees))
}

export const deleteKey = route(keys.deleteKey, handle)
export const deleteKeyV1 = route(keys.deleteKeyV1, handle)
