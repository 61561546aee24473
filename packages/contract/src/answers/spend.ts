/** Totals of money, and of refusals, from the rollups. */
import { type Instant, usdNumber } from '@keybrake/core'
import { z } from 'zod'
import { textOrNull, timeOrNull, usdField, wireTime } from './shapes.ts'

const amounts = { calls: z.int(), spent_usd: usdField, held_usd: usdField }

export const spendAnswer = z.object({
  by: z.enum(['label', 'run', 'key', 'vendor', 'budget', 'operation', 'money_class', 'tag']),
  per: z.enum(['hour', 'day']).nullable(),
  zone: z.string().meta({ description: 'Whose days `per=day` means. A bucket is the moment it begins.' }),
  data: z.array(z.object({ group: z.string(), bucket: timeOrNull, ...amounts })),
  rest: z
    .array(z.object({ bucket: timeOrNull, groups: z.int(), ...amounts }))
    .meta({ description: 'What all groups that are not among the largest sum up to.' }),
  total: z.object(amounts).nullable().meta({
    description: 'Of all lines. Null by budget: a call counts on each of its budgets, so their sum is no total.',
  }),
})

export interface SpendFacts {
  readonly group: string
  /** See the ledger’s `SpendLine`. */
  readonly restOf?: number
  readonly bucket: Instant | null
  readonly calls: number
  readonly spent: bigint
  readonly held: bigint
}

type Spend = z.infer<typeof spendAnswer>

const wireAmounts = ({ calls, spent, held }: Pick<SpendFacts, 'calls' | 'spent' | 'held'>) => ({
  calls,
  spent_usd: usdNumber(spent),
  held_usd: usdNumber(held),
})

export function wireSpend(asked: Pick<Spend, 'by' | 'per' | 'zone'>, lines: readonly SpendFacts[]): Spend {
  const total = { calls: 0, spent: 0n, held: 0n }
  for (const { calls, spent, held } of lines) {
    total.calls += calls
    total.spent += spent
    total.held += held
  }
  return {
    ...asked,
    data: lines.flatMap(({ group, bucket, restOf, ...sums }) =>
      restOf === undefined ? [{ group, bucket: wireTime(bucket), ...wireAmounts(sums) }] : [],
    ),
    rest: lines.flatMap(({ bucket, restOf, ...sums }) =>
      restOf === undefined ? [] : [{ bucket: wireTime(bucket), groups: restOf, ...wireAmounts(sums) }],
    ),
    total: asked.by === 'budget' ? null : wireAmounts(total),
  }
}

export const refusalsAnswer = z.object({
  per: z.enum(['hour', 'day']).nullable(),
  zone: z.string(),
  data: z.array(
    z.object({
      code: z.string(),
      decision: z.enum(['refused', 'observed']),
      label: textOrNull,
      vendor: textOrNull,
      operation: textOrNull,
      bucket: timeOrNull,
      count: z.int(),
    }),
  ),
})

type Refusals = z.infer<typeof refusalsAnswer>

export interface RefusalFacts extends Omit<Refusals['data'][number], 'bucket'> {
  readonly bucket: Instant | null
}

export const wireRefusals = (asked: Pick<Refusals, 'per' | 'zone'>, lines: readonly RefusalFacts[]): Refusals => ({
  ...asked,
  data: lines.map(({ code, decision, label, vendor, operation, bucket, count }) => ({
    code,
    decision,
    label,
    vendor,
    operation,
    bucket: wireTime(bucket),
    count,
  })),
})
