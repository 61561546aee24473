/** What the call found in each budget, beside how the budget stood after it. */
import type { BudgetLine } from '../../api/types.ts'
import { usdText } from '../../format/money.ts'

/** The same budget and window before the call; null where nothing says how it was. */
export const lineBefore = (after: BudgetLine, before: readonly BudgetLine[] | null): BudgetLine | null =>
  before?.find(
    ({ budget, kind, window }) => budget === after.budget && kind === after.kind && window === after.window,
  ) ?? null

/** `$20.00 spent, $1.00 held of $50.00`. The cap too, because it may have been changed since. */
export function standText({ spent_usd: spent, held_usd: held, cap_usd: cap }: BudgetLine): string {
  const money = `${usdText(spent)} spent${held > 0 ? `, ${usdText(held)} held` : ''}`
  return cap === null ? money : `${money} of ${usdText(cap)}`
}
