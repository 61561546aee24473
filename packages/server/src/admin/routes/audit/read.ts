import { audit, judgementOf, wireCallRow } from '@keybrake/contract'
import { isProblem, json } from '../../answer.ts'
import { route } from '../../route.ts'
import { findCall } from './find.ts'

export const readAudit = route(audit.readAudit, async (call, caller) => {
  const row = await findCall(call, caller)
  return isProblem(row) ? row : json({ ...wireCallRow(row), judgement: judgementOf(row) })
})
