/** A shared budget with its live spend. */
import { type BudgetKind, type BudgetLine, type Caps, type DayReset, type Instant, toRfc3339 } from '@keybrake/core'
import { z } from 'zod'
import { budgetLine, wireLine } from './budget-lines.ts'
import { capAnswer, wireCaps } from './caps.ts'
import { sortablePageOf, textOrNull, timeField, timeOrNull, wireTime } from './shapes.ts'

export const budgetAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['key', 'run', 'named', 'connection']),
    ...capAnswer,
    connection: textOrNull,
    principal: textOrNull,
    created_at: timeField.meta({ description: 'The anchor its windows are counted from.' }),
    closed_at: timeOrNull,
    ended_at: timeOrNull,
    live_keys: z.int(),
    open_holds: z.int(),
    last_activity_at: timeOrNull.meta({
      description:
        'When the hour began in which a call that costs last came to it, or its day rule was changed; hours are counted from `created_at`. Null: none has.',
    }),
    budgets: z.array(budgetLine),
  })
  .meta({ id: 'Budget' })
export const budgetsAnswer = sortablePageOf(budgetAnswer)

export interface BudgetFacts {
  readonly id: string
  readonly name: string
  readonly kind: BudgetKind
  readonly caps: Caps
  readonly dayReset: DayReset
  readonly connection: string | null
  readonly principalId: string | null
  readonly anchor: Instant
  readonly closedAt: Instant | null
  readonly endedAt: Instant | null
  readonly liveKeys: number
  readonly openHolds: number
  readonly lastActivityAt: Instant | null
  readonly lines: readonly BudgetLine[]
}

export const wireBudget = (facts: BudgetFacts): z.infer<typeof budgetAnswer> => ({
  id: facts.id,
  name: facts.name,
  kind: facts.kind,
  ...wireCaps(facts.caps, facts.dayReset),
  connection: facts.connection,
  principal: facts.principalId,
  created_at: toRfc3339(facts.anchor),
  closed_at: wireTime(facts.closedAt),
  ended_at: wireTime(facts.endedAt),
  live_keys: facts.liveKeys,
  open_holds: facts.openHolds,
  last_activity_at: wireTime(facts.lastActivityAt),
  budgets: facts.lines.map(wireLine),
})

/** What a refusal says of the run that stands in the way. */
export const wireBudgetCaps = (budget: Pick<BudgetFacts, 'name' | 'caps' | 'dayReset'>) => ({
  name: budget.name,
  ...wireCaps(budget.caps, budget.dayReset),
})
