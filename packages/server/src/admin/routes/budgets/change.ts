import { budgets, type ChangeBudgetRequest } from '@keybrake/contract'
import { type AdminAnswer, invalid, isProblem, json, notFound, problem } from '../../answer.ts'
import { budgetAnswer } from '../../budget-answer.ts'
import { budgetTag, changedMeanwhile, matches } from '../../etag.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'
import { findBudget } from './find.ts'

/** A change names single caps, so it is worked out from what stands. Where that moved meanwhile, it is worked out anew. */
const ATTEMPTS_MAX = 10

export const changeBudget = route(budgets.changeBudget, async (call, caller) => {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const answer = await change(call, caller)
    if (answer !== null) return answer
  }
  return problem('conflict', 'Other changes of this budget came first each time. Try again.')
})

/** Null where another change came in between. */
async function change(call: AdminCall<ChangeBudgetRequest, unknown>, caller: Caller): Promise<AdminAnswer | null> {
  const { parts, body, at } = call
  const found = await findBudget(call, caller)
  if (isProblem(found)) return found
  if (!matches(call.header('if-match'), budgetTag(found))) return changedMeanwhile('budget', budgetAnswer(found, at))
  const caps = body.caps?.(found.caps) ?? null
  if (caps !== null && Object.keys(caps).length === 0)
    return invalid({ pointer: '/total_usd_cap', message: 'the budget would be left without any cap' })
  const result = await parts.store.registry.changeBudget(caller.actor, found.id, {
    ...(caps === null ? {} : { caps }),
    ...(body.dayReset === null ? {} : { dayReset: body.dayReset }),
    from: { caps: found.caps, dayReset: found.dayReset },
  })
  if (result.status === 'not_found') return notFound('shared budget with this id or name')
  return result.status === 'conflict' ? null : json(budgetAnswer(result.budget, at), { etag: budgetTag(result.budget) })
}
