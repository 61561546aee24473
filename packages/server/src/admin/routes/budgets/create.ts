import { budgets } from '@keybrake/contract'
import { newId } from '../../../ids.ts'
import { json, problem } from '../../answer.ts'
import { budgetAnswer } from '../../budget-answer.ts'
import { route } from '../../route.ts'

export const createBudget = route(budgets.createBudget, async ({ parts, body, at }, { actor }) => {
  const result = await parts.store.registry.createBudget(actor, {
    id: newId('bud'),
    kind: 'named',
    name: body.name,
    caps: body.caps,
    anchor: at,
    dayReset: body.dayReset,
    run: null,
  })
  if (result.status === 'name_taken') return problem('name_taken', `A budget named ${body.name} exists already.`)
  return json(budgetAnswer(result.budget, at))
})
