import { keys } from '@keybrake/contract'
import { type AdminAnswer, isProblem, json } from '../../answer.ts'
import { keyTag } from '../../etag.ts'
import { findKey } from '../../find-key.ts'
import { keyAnswer } from '../../key-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'

async function handle(call: AdminCall<unknown, unknown>, caller: Caller): Promise<AdminAnswer> {
  const found = await findKey(call, caller)
  return isProblem(found) ? found : json(keyAnswer(call.parts, found, caller.sees), { etag: keyTag(found.key) })
}

export const readKey = route(keys.readKey, handle)
export const readKeyV1 = route(keys.readKeyV1, handle)
