import { budgets } from '@keybrake/contract'
import { isProblem, json, notFound, problem } from '../../answer.ts'
import { route } from '../../route.ts'
import { findBudget } from './find.ts'

export const deleteBudget = route(budgets.deleteBudget, async (call, caller) => {
  const found = await findBudget(call, caller)
  if (isProblem(found)) return found
  const { status } = await call.parts.store.registry.deleteBudget(caller.actor, found.id)
  if (status === 'not_found') return notFound('shared budget with this id or name')
  if (status === 'in_use')
    return problem('in_use', 'A live vault key draws on this budget, or one of its holds is open.')
  return json({ id: found.id, deleted: true })
})
