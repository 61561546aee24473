/** A vault key as the admin API shows it. */
import {
  type BudgetLine,
  type Caps,
  type ClassCaps,
  type DayReset,
  formatRateLimit,
  type Instant,
  type Policy,
  toRfc3339,
} from '@keybrake/core'
import { z } from 'zod'
import { budgetLine, wireLine } from './budget-lines.ts'
import { capAnswer, classCapsAnswer, wireCaps, wireClassCaps } from './caps.ts'
import { rulesAnswer, unknownCostAnswer, wireRules, wireUnknownCost } from './rules.ts'
import {
  sortablePageOf,
  textOrNull,
  timeField,
  timeOrNull,
  usdOrNull,
  wholeOrNull,
  wireTime,
  wireUsd,
} from './shapes.ts'

const keyFields = {
  id: z.string(),
  key_id: z.string().meta({ description: 'Same as `id`.' }),
  vendor: z.string(),
  connection: z.string(),
  label: textOrNull,
  run: textOrNull,
  agent_run_label: textOrNull.meta({ description: 'Same as `run`.' }),
  run_budget: z.enum(['shared', 'none']),
  ...capAnswer,
  caps: classCapsAnswer,
  max_usd_per_call: usdOrNull,
  max_calls: wholeOrNull,
  max_concurrent_calls: wholeOrNull,
  rate_limit: textOrNull,
  allowed_endpoints: z.array(z.string()),
  parameters: rulesAnswer,
  unknown_cost: unknownCostAnswer,
  idempotency_scope: z.enum(['principal', 'run']),
  accounts: z.array(z.string()),
  opened_endpoints: z.array(z.string()),
  exhausted_status: z.int(),
  uncapped: z.boolean(),
  mode: z.enum(['enforce', 'observe']),
  shared_budgets: z.array(z.string()).meta({ description: 'Names of the shared budgets it was issued with.' }),
  tags: z.record(z.string(), z.string()),
  created_at: timeField,
  expires_at: timeField,
  status: z.enum(['active', 'expired', 'revoked', 'exhausted']),
  base_url: z.string().meta({ description: 'What to give an SDK as its base URL.' }),
  budgets: z.array(budgetLine),
  calls: z.int(),
  principal: z.string(),
  revoked_at: timeOrNull,
  reason: textOrNull.meta({ description: 'Why it was revoked.' }),
}

export const keyAnswer = z.object(keyFields).meta({ id: 'Key' })
export const issuedKeyAnswer = z
  .object({
    ...keyFields,
    vault_key: textOrNull.meta({
      description: 'The credential for the agent. Null in a repeated answer once the key is no longer active.',
    }),
    token: textOrNull.meta({ description: 'Same as `vault_key`.' }),
  })
  .meta({ id: 'IssuedKey' })
export const keysAnswer = sortablePageOf(keyAnswer)

export type WireKey = z.infer<typeof keyAnswer>
export type WireIssuedKey = z.infer<typeof issuedKeyAnswer>

export interface KeyFacts {
  readonly id: string
  readonly vendor: string
  readonly connection: string
  readonly label: string | null
  readonly run: string | null
  readonly runBudget: 'shared' | 'none'
  readonly caps: Caps
  readonly classCaps: ClassCaps
  readonly dayReset: DayReset
  readonly policy: Policy
  readonly sharedBudgets: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly status: WireKey['status']
  readonly baseUrl: string
  readonly lines: readonly BudgetLine[]
  readonly calls: number
  readonly principalId: string
  readonly revokedAt: Instant | null
  readonly revokeReason: string | null
}

export function wireKey(facts: KeyFacts): WireKey {
  const { policy } = facts
  return {
    id: facts.id,
    key_id: facts.id,
    vendor: facts.vendor,
    connection: facts.connection,
    label: facts.label,
    run: facts.run,
    agent_run_label: facts.run,
    run_budget: facts.runBudget,
    ...wireCaps(facts.caps, facts.dayReset),
    caps: wireClassCaps(facts.classCaps),
    max_usd_per_call: wireUsd(policy.maxPerCall),
    max_calls: policy.maxCalls,
    max_concurrent_calls: policy.maxConcurrentCalls,
    rate_limit: policy.rateLimit === null ? null : formatRateLimit(policy.rateLimit),
    allowed_endpoints: [...policy.allowedEndpoints],
    parameters: wireRules(policy.parameters),
    unknown_cost: wireUnknownCost(policy.unknownCost),
    idempotency_scope: policy.idempotencyScope,
    accounts: [...policy.accounts],
    opened_endpoints: [...policy.openedEndpoints],
    exhausted_status: policy.exhaustedStatus,
    uncapped: policy.uncapped,
    mode: policy.mode,
    shared_budgets: [...facts.sharedBudgets],
    tags: { ...facts.tags },
    created_at: toRfc3339(facts.createdAt),
    expires_at: toRfc3339(facts.expiresAt),
    status: facts.status,
    base_url: facts.baseUrl,
    budgets: facts.lines.map(wireLine),
    calls: facts.calls,
    principal: facts.principalId,
    revoked_at: wireTime(facts.revokedAt),
    reason: facts.revokeReason,
  }
}

export const wireIssuedKey = (facts: KeyFacts, bearer: string | null): WireIssuedKey => ({
  ...wireKey(facts),
  vault_key: bearer,
  token: bearer,
})
