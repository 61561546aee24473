/** A connection without its secret. */
import {
  type BudgetLine,
  type Caps,
  formatRateLimit,
  type Instant,
  type MicroUsd,
  type RateLimit,
  toRfc3339,
} from '@keybrake/core'
import { z } from 'zod'
import { budgetLine, wireLine } from './budget-lines.ts'
import { capAnswer, wireCaps } from './caps.ts'
import { pageOf, textOrNull, timeField, timeOrNull, usdOrNull, wholeOrNull, wireTime, wireUsd } from './shapes.ts'

const { hourly_usd_cap, daily_usd_cap, monthly_usd_cap, total_usd_cap } = capAnswer

export const connectionAnswer = z
  .object({
    name: z.string(),
    vendor: z.string(),
    has_secret: z.boolean(),
    sandbox: z.boolean().meta({ description: 'A simulated vendor: no money moves.' }),
    mode: z
      .enum(['test', 'live'])
      .nullable()
      .meta({ description: 'Of the vendor’s account, where its secret shows it.' }),
    secret_set_at: timeOrNull.meta({ description: 'When the present secret was given.' }),
    last_success_at: timeOrNull.meta({
      description: 'When the vendor last answered a call with success, since the process began.',
    }),
    base_url: z.string(),
    upstreams: z.record(z.string(), z.string()).meta({ description: 'Addresses that replace the vendor’s own.' }),
    account: textOrNull,
    correlate: z.boolean(),
    settings: z.record(z.string(), z.string()),
    idempotency_scope: z.enum(['principal', 'connection']),
    opened_endpoints: z.array(z.string()),
    body_limit_bytes: wholeOrNull,
    hourly_usd_cap,
    daily_usd_cap,
    monthly_usd_cap,
    total_usd_cap,
    max_usd_per_call: usdOrNull,
    max_calls: wholeOrNull,
    max_concurrent_calls: wholeOrNull,
    rate_limit: textOrNull,
    created_at: timeField,
    updated_at: timeField,
    budgets: z.array(budgetLine),
  })
  .meta({ id: 'Connection' })
export const connectionsAnswer = pageOf(connectionAnswer)

export interface ConnectionWireFacts {
  readonly name: string
  readonly vendor: string
  readonly hasSecret: boolean
  readonly sandbox: boolean
  readonly mode: 'test' | 'live' | null
  readonly secretSetAt: Instant | null
  readonly succeededAt: Instant | null
  readonly baseUrl: string
  readonly upstreams: Readonly<Record<string, string>>
  readonly account: string | null
  readonly correlate: boolean
  readonly settings: Readonly<Record<string, string>>
  readonly idempotencyScope: 'principal' | 'connection'
  readonly openedEndpoints: readonly string[]
  readonly bodyLimitBytes: number | null
  readonly caps: Caps
  readonly defaults: {
    readonly maxPerCall: MicroUsd | null
    readonly maxCalls: number | null
    readonly maxConcurrentCalls: number | null
    readonly rateLimit: RateLimit | null
  }
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly lines: readonly BudgetLine[]
}

export function wireConnection(facts: ConnectionWireFacts): z.infer<typeof connectionAnswer> {
  const { daily_reset: _reset, timezone: _zone, ...caps } = wireCaps(facts.caps, { kind: 'anchored' })
  return {
    name: facts.name,
    vendor: facts.vendor,
    has_secret: facts.hasSecret,
    sandbox: facts.sandbox,
    mode: facts.mode,
    secret_set_at: wireTime(facts.secretSetAt),
    last_success_at: wireTime(facts.succeededAt),
    base_url: facts.baseUrl,
    upstreams: { ...facts.upstreams },
    account: facts.account,
    correlate: facts.correlate,
    settings: { ...facts.settings },
    idempotency_scope: facts.idempotencyScope,
    opened_endpoints: [...facts.openedEndpoints],
    body_limit_bytes: facts.bodyLimitBytes,
    ...caps,
    max_usd_per_call: wireUsd(facts.defaults.maxPerCall),
    max_calls: facts.defaults.maxCalls,
    max_concurrent_calls: facts.defaults.maxConcurrentCalls,
    rate_limit: facts.defaults.rateLimit === null ? null : formatRateLimit(facts.defaults.rateLimit),
    created_at: toRfc3339(facts.createdAt),
    updated_at: toRfc3339(facts.updatedAt),
    budgets: facts.lines.map(wireLine),
  }
}
