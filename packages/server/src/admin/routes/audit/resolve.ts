import { audit, wireCallRow } from '@keybrake/contract'
import { isProblem, json, notFound, problem } from '../../answer.ts'
import { route } from '../../route.ts'
import { findCall } from './find.ts'

export const resolveCall = route(audit.resolveCall, async (call, caller) => {
  const { parts, body, at } = call
  const callId = call.param('call_id')
  const result = await parts.store.ledger.resolve({
    at,
    callId,
    executed: body.executed,
    cost: body.cost,
    reason: body.reason,
    principalId: caller.principal.id,
  })
  if (result.status === 'not_found') return notFound('call with an open hold and this id')
  if (result.status === 'already_closed')
    return problem('already_closed', `The call is ${result.state}; only a hold of unknown fate can be resolved.`, {
      state: result.state,
    })
  const row = await findCall(call, caller)
  return isProblem(row) ? row : json(wireCallRow(row))
})
