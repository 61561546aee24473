import { audit, judgementOf, wireCallRow, wireLine } from '@keybrake/contract'
import { isProblem, json } from '../../answer.ts'
import { route } from '../../route.ts'
import { findCall } from './find.ts'

export const readAudit = route(audit.readAudit, async (call, caller) => {
  const row = await findCall(call, caller)
  if (isProblem(row)) return row
  const before = row.budgetsBefore?.map(wireLine) ?? null
  return json({ ...wireCallRow(row), judgement: judgementOf(row), budgets_before: before })
})
