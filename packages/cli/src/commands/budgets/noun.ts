import type { Noun } from '../../verb.ts'
import { deleteBudget } from './delete.ts'
import { listBudgets } from './list.ts'
import { setBudget } from './set.ts'
import { showBudget } from './show.ts'
import { updateBudget } from './update.ts'

export const budgets: Noun = {
  name: 'budgets',
  summary: 'Shared budgets: named ones, and those of runs',
  verbs: [listBudgets, showBudget, setBudget, updateBudget, deleteBudget],
}
