import type { Budget } from '@keybrake/client'
import type { Row } from '../../output/columns.ts'
import type { Output } from '../../output/output.ts'
import { idOf, LINE_COLUMNS } from '../keys/columns.ts'
import { BUDGET_CARD } from './columns.ts'

export async function writeBudget(out: Output, budget: Budget): Promise<void> {
  await out.object(budget as unknown as Row, BUDGET_CARD, idOf)
  if (out.isForPeople && budget.budgets.length > 0)
    await out.write(`\n${out.table(LINE_COLUMNS, budget.budgets as unknown as readonly Row[])}`)
}
