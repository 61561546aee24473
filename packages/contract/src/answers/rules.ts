/** Rules and unknown costs as they go out: in the form in which they could be sent again. */
import { type ParameterRule, type ParameterRules, type UnknownCost, usdNumber } from '@keybrake/core'
import { z } from 'zod'

export const rulesAnswer = z.record(z.string(), z.record(z.string(), z.unknown()))
export const unknownCostAnswer = z.union([z.enum(['deny', 'allow']), z.object({ assume_usd: z.number() })])

/** Bounds that fit go out as numbers, as they are usually written; larger ones stay text. */
export const wireRules = (rules: ParameterRules): Record<string, Record<string, unknown>> =>
  Object.fromEntries(Object.entries(rules).map(([field, rule]) => [field, wireRule(rule)]))

export function wireRule(rule: ParameterRule): Record<string, unknown> {
  const bounds = Object.fromEntries(
    (['max', 'min'] as const).flatMap((name) => (rule[name] === undefined ? [] : [[name, integer(rule[name])]])),
  )
  return { ...rule, ...bounds }
}

function integer(source: string): number | string {
  const number = Number(source)
  return Number.isSafeInteger(number) ? number : source
}

export const wireUnknownCost = (cost: UnknownCost): z.infer<typeof unknownCostAnswer> =>
  cost.kind === 'assume' ? { assume_usd: usdNumber(cost.amount) } : cost.kind
