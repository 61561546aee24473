import { budgets } from '@keybrake/contract'
import { json } from '../../answer.ts'
import { budgetAnswer } from '../../budget-answer.ts'
import { route } from '../../route.ts'

export const listBudgets = route(budgets.listBudgets, async ({ parts, query, at }, { sees }) => {
  if (sees !== null && query.kind === 'named') return json({ data: [], next_cursor: null })
  const kind = sees === null ? query.kind : 'run'
  const page = await parts.store.registry.budgets({
    ...(kind === undefined ? {} : { kind }),
    ...(sees === null ? {} : { principalId: sees }),
    at,
    limit: query.limit,
    cursor: query.cursor,
  })
  const shared = page.data.filter((budget) => budget.kind === 'named' || budget.kind === 'run')
  return json({ data: shared.map((budget) => budgetAnswer(budget, at)), next_cursor: page.nextCursor })
})
