import { budgets } from '@keybrake/contract'
import type { BudgetRecord } from '@keybrake/ledger'
import { json, wrongCursor } from '../../answer.ts'
import { budgetAnswer, budgetLines } from '../../budget-answer.ts'
import { nearest } from '../../nearest.ts'
import { pageOrNull } from '../../page-or-null.ts'
import { route } from '../../route.ts'

export const listBudgets = route(budgets.listBudgets, async ({ parts, query, at }, { sees }) => {
  if (sees !== null && query.kind === 'named') return json({ data: [], next_cursor: null })
  const kind = sees === null ? query.kind : 'run'
  const filter = { ...(kind === undefined ? {} : { kind }), ...(sees === null ? {} : { principalId: sees }), at }
  const answers = (records: readonly BudgetRecord[]) =>
    records.filter(isShared).map((budget) => budgetAnswer(budget, at))
  if (query.sort === null) {
    const { limit, cursor } = query
    const page = await pageOrNull({ limit, cursor }, (asked) => parts.store.registry.budgets({ ...filter, ...asked }))
    if (page === null) return wrongCursor()
    return json({ data: answers(page.data), next_cursor: page.nextCursor })
  }
  const read = (limit: number, cursor: string | null) => parts.store.registry.budgets({ ...filter, limit, cursor })
  const cappedLines = (budget: BudgetRecord) => (isShared(budget) ? budgetLines(budget, at) : [])
  const { data, considered, complete } = await nearest(read, cappedLines, query.limit)
  return json({ data: answers(data), next_cursor: null, considered, complete })
})

const isShared = ({ kind }: BudgetRecord): boolean => kind === 'named' || kind === 'run'
