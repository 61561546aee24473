import { budgets, type ChangeBudgetRequest } from '@keybrake/contract'
import { type AdminAnswer, invalid, isProblem, json, notFound } from '../../answer.ts'
import { budgetAnswer } from '../../budget-answer.ts'
import { type AdminCall, type Caller, route } from '../../route.ts'
import { Turns } from '../../turns.ts'
import { findBudget } from './find.ts'

const turns = new Turns()

export const changeBudget = route(budgets.changeBudget, (call, caller) =>
  // A change names single caps: it is worked out from what stands, which no other change may move meanwhile.
  turns.take(call.param('id'), () => change(call, caller)),
)

async function change(call: AdminCall<ChangeBudgetRequest, unknown>, caller: Caller): Promise<AdminAnswer> {
  const { parts, body, at } = call
  const found = await findBudget(call, caller)
  if (isProblem(found)) return found
  const caps = body.caps?.(found.caps) ?? null
  if (caps !== null && Object.keys(caps).length === 0)
    return invalid({ pointer: '/total_usd_cap', message: 'the budget would be left without any cap' })
  const result = await parts.store.registry.changeBudget(caller.actor, found.id, {
    ...(caps === null ? {} : { caps }),
    ...(body.dayReset === null ? {} : { dayReset: body.dayReset }),
  })
  return result.status === 'not_found'
    ? notFound('shared budget with this id or name')
    : json(budgetAnswer(result.budget, at))
}
