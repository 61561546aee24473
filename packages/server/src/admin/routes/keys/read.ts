import { keys } from '@keybrake/contract'
import { isProblem, json } from '../../answer.ts'
import { keyTag } from '../../etag.ts'
import { findKey } from '../../find-key.ts'
import { keyAnswer } from '../../key-answer.ts'
import { route } from '../../route.ts'

export const readKey = route(keys.readKey, async (call, caller) => {
  const found = await findKey(call, caller)
  return isProblem(found) ? found : json(keyAnswer(call.parts, found), { etag: keyTag(found.key) })
})
