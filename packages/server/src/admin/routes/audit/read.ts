import { audit, judgementOf, wireLine } from '@keybrake/contract'
import { isProblem, json } from '../../answer.ts'
import { callRowAnswer } from '../../audit-answer.ts'
import { route } from '../../route.ts'
import { seenLines } from '../../seen-lines.ts'
import { findCall } from './find.ts'

export const readAudit = route(audit.readAudit, async (call, caller) => {
  const row = await findCall(call, caller)
  if (isProblem(row)) return row
  const before = row.budgetsBefore === null ? null : seenLines(row.budgetsBefore, caller.sees).map(wireLine)
  return json({ ...callRowAnswer(row, caller.sees), judgement: judgementOf(row), budgets_before: before })
})
