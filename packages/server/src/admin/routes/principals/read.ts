import { operators } from '@keybrake/contract'
import { isProblem, json } from '../../answer.ts'
import { principalAnswer } from '../../principal-answer.ts'
import { route } from '../../route.ts'
import { findPrincipal } from './find.ts'

export const readPrincipal = route(operators.readPrincipal, async (call) => {
  const found = await findPrincipal(call)
  return isProblem(found) ? found : json(await principalAnswer(call.parts, found, call.at))
})
