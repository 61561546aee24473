import { budgetAnswer, budgetsAnswer } from '../answers/budget.ts'
import { deletedAnswer } from '../answers/others.ts'
import { EVERYONE, IF_MATCH, operation, OPERATOR } from '../operation.ts'
import { changeBudgetRequest, createBudgetRequest } from '../requests/budgets.ts'
import { budgetsQuery, noQuery } from '../requests/queries.ts'
import { BUDGET } from './examples.ts'

export const listBudgets = operation({
  id: 'listBudgets',
  method: 'GET',
  path: '/vault/budgets',
  tag: 'budgets',
  summary: 'List shared budgets (named ones and runs) with live spend',
  access: EVERYONE,
  query: budgetsQuery,
  body: null,
  answer: { status: 200, schema: budgetsAnswer, example: { data: [BUDGET], next_cursor: null } },
  errors: [],
})

export const createBudget = operation({
  id: 'createBudget',
  method: 'POST',
  path: '/vault/budgets',
  tag: 'budgets',
  summary: 'Make a named budget; a name used again goes on with its old counters',
  access: OPERATOR,
  query: noQuery,
  body: createBudgetRequest,
  bodyExample: { name: 'team-billing', monthly_usd_cap: 10000 },
  answer: { status: 201, schema: budgetAnswer, example: BUDGET },
  errors: ['name_taken'],
})

export const readBudget = operation({
  id: 'readBudget',
  method: 'GET',
  path: '/vault/budgets/{id}',
  tag: 'budgets',
  summary: 'Read a shared budget by id or name',
  access: EVERYONE,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: budgetAnswer, example: BUDGET },
  errors: ['not_found'],
})

export const changeBudget = operation({
  id: 'changeBudget',
  method: 'PATCH',
  path: '/vault/budgets/{id}',
  tag: 'budgets',
  summary: 'Change caps or the day rule; never lowers what the present window counts',
  access: OPERATOR,
  query: noQuery,
  body: changeBudgetRequest,
  bodyExample: { monthly_usd_cap: 12000 },
  headers: [IF_MATCH],
  answer: { status: 200, schema: budgetAnswer, example: { ...BUDGET, monthly_usd_cap: 12000 } },
  errors: ['not_found', 'changed_meanwhile', 'conflict'],
})

export const deleteBudget = operation({
  id: 'deleteBudget',
  method: 'DELETE',
  path: '/vault/budgets/{id}',
  tag: 'budgets',
  summary: 'Delete a budget that no live key draws on and that has no open hold',
  access: OPERATOR,
  query: noQuery,
  body: null,
  answer: { status: 200, schema: deletedAnswer, example: { id: BUDGET.id, deleted: true } },
  errors: ['not_found', 'in_use'],
})
