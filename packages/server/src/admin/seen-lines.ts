import { isForIssuers } from '@keybrake/contract'
import type { BudgetLine } from '@keybrake/core'

/**
 * Lines of live spend as a caller may see them.
 *
 * @param sees as in `Caller`
 */
export const seenLines = (lines: readonly BudgetLine[], sees: string | null): readonly BudgetLine[] =>
  sees === null ? lines : lines.filter(isForIssuers)
