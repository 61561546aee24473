/** Live spend: the one shape `budgets[]` has everywhere. */
import { type BudgetLine, usdNumber } from '@keybrake/core'
import { z } from 'zod'
import { timeOrNull, usdField, usdOrNull, wireTime, wireUsd } from './shapes.ts'

export const budgetLine = z
  .object({
    budget: z.string().meta({ description: '`key:<id>`, `run:<label>` or the budget’s name.' }),
    kind: z.enum(['key', 'run', 'named', 'connection']),
    window: z.enum(['hour', 'day', 'month', 'total', 'call', 'calls']),
    cap_usd: usdOrNull,
    spent_usd: usdField,
    held_usd: usdField,
    remaining_usd: usdOrNull,
    resets_at: timeOrNull,
  })
  .meta({ id: 'BudgetLine' })

export type WireBudgetLine = z.infer<typeof budgetLine>

export function wireLine(line: BudgetLine): WireBudgetLine {
  return {
    budget: line.budget,
    kind: line.kind,
    window: line.window,
    cap_usd: wireUsd(line.cap),
    spent_usd: usdNumber(line.spent),
    held_usd: usdNumber(line.held),
    remaining_usd: wireUsd(remainingOf(line)),
    resets_at: wireTime(line.resetsAt),
  }
}

/**
 * Whether an issuer is shown the line: what others spend is told only where it limits the issuer's own calls, and a shared
 * budget without a cap limits nothing.
 */
export const isForIssuers = ({ kind, cap }: Readonly<{ kind: string; cap: unknown }>): boolean =>
  cap !== null || kind === 'key' || kind === 'run'

/** Never below zero: a cap that was lowered under what is spent leaves nothing, not a debt. */
function remainingOf(line: BudgetLine): bigint | null {
  if (line.cap === null) return null
  const left = line.cap - line.spent - line.held
  return left > 0n ? left : 0n
}
