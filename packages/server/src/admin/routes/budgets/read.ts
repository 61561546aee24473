import { budgets } from '@keybrake/contract'
import { isProblem, json } from '../../answer.ts'
import { budgetAnswer } from '../../budget-answer.ts'
import { budgetTag } from '../../etag.ts'
import { route } from '../../route.ts'
import { findBudget } from './find.ts'

export const readBudget = route(budgets.readBudget, async (call, caller) => {
  const found = await findBudget(call, caller)
  return isProblem(found) ? found : json(budgetAnswer(found, call.at), { etag: budgetTag(found) })
})
