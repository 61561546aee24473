/** `POST /vault/keys`: the names of the wire, and the request they become. */
import type {
  Caps,
  ClassCaps,
  DayReset,
  Instant,
  MicroUsd,
  ParameterRules,
  RateLimit,
  UnknownCost,
} from '@keybrake/core'
import type { z } from 'zod'
import { bodySchema } from '../read.ts'
import { usd, whole } from '../schema/numbers.ts'
import { type Aliases, strict } from '../schema/object.ts'
import { type CheckContext, quickReader } from '../schema/quick.ts'
import { parameterRules, unknownCost } from '../schema/rules.ts'
import { flag, oneOf, tags, text, texts } from '../schema/text.ts'
import { leaf, wrong } from '../schema/leaf.ts'
import { duration, rateLimit, time } from '../schema/times.ts'
import { CAP_ALIASES, capFields, capsOf, checkDay, dayFields, dayResetOf } from './caps.ts'
import { classCaps } from './class-caps.ts'

export const COUNT_MAX = 1_000_000_000

export const allowedEndpoints = texts({
  min: 1,
  max: 500,
  charsMax: 512,
  description: 'What the key may call: `POST /v1/payment_intents`, `charges.*`, a bare path, or `"*"` for all.',
})
export const maxPerCall = usd('down', 'At most this much for one call.')
export const maxCalls = whole(0, COUNT_MAX, 'At most this many calls that can cost.')
export const maxConcurrentCalls = whole(1, 1_000_000, 'At most this many calls under way at once.')
export const expiresIn = duration('Time to live: `"30m"`, `"4h"`, `"7d"` or seconds. Default 1 hour.')
export const expiresAt = time('When the key ends, in place of `expires_in`.')
export const label = text(256, 'A name for people; stands on every audit row of the key.')
export const run = text(256, 'Joins the run’s budget, and is the label when none is given.')

const exhaustedStatus = leaf(
  { enum: [429, 402], description: 'Status of `cap_exhausted`; 402 for clients that retry 429.' },
  (value) => {
    const status = value !== null && typeof value === 'object' && 'text' in value ? value.text : null
    return status === '429' ? (429 as const) : status === '402' ? (402 as const) : wrong('must be 429 or 402')
  },
)

const shape = {
  vendor: text(64, 'The vendor; its default connection is used unless `connection` names one.').optional(),
  connection: text(64, 'The connection. One of `vendor` and `connection` is required.').optional(),
  allowed_endpoints: allowedEndpoints,
  ...capFields,
  ...dayFields,
  caps: classCaps.optional(),
  max_usd_per_call: maxPerCall.optional(),
  max_calls: maxCalls.optional(),
  max_concurrent_calls: maxConcurrentCalls.optional(),
  rate_limit: rateLimit.optional(),
  expires_in: expiresIn.optional(),
  expires_at: expiresAt.optional(),
  label: label.optional(),
  run: run.optional(),
  run_budget: oneOf(['shared', 'none'], '`none` tags the run without sharing a budget.').optional(),
  budgets: texts({
    min: 0,
    max: 16,
    charsMax: 128,
    description: 'Names of shared budgets to draw on as well.',
  }).optional(),
  tags: tags.optional(),
  parameters: parameterRules.optional(),
  unknown_cost: unknownCost.optional(),
  idempotency_scope: oneOf(
    ['principal', 'run'],
    'Whose retries are one: the principal’s (default) or the run’s.',
  ).optional(),
  accounts: texts({ min: 0, max: 1000, charsMax: 128, description: 'Vendor accounts the key may act on.' }).optional(),
  opened_endpoints: texts({
    min: 0,
    max: 100,
    charsMax: 512,
    description: 'Closed endpoints opened by name, where the connection opens them too.',
  }).optional(),
  exhausted_status: exhaustedStatus.optional(),
  uncapped: flag('No cap at all. Operators, and issuers whose ceilings allow it.').optional(),
  mode: oneOf(
    ['enforce', 'observe'],
    '`observe` records refusals by the key’s own policy without enforcing them.',
  ).optional(),
}

export const ISSUE_ALIASES: Aliases = {
  ...CAP_ALIASES,
  ttl: 'expires_in',
  ttl_seconds: 'expires_in',
  agent_run_label: 'run',
  agent_run_id: 'run',
}

export interface IssueKeyRequest {
  readonly vendor: string | null
  readonly connection: string | null
  readonly allowedEndpoints: readonly string[]
  readonly caps: Caps
  readonly classCaps: ClassCaps
  readonly dayReset: DayReset
  readonly maxPerCall: MicroUsd | null
  readonly maxCalls: number | null
  readonly maxConcurrentCalls: number | null
  readonly rateLimit: RateLimit | null
  /** Null: the default. At most one of the two is set. */
  readonly ttlMs: number | null
  readonly expiresAt: Instant | null
  readonly label: string | null
  readonly run: string | null
  readonly runBudget: 'shared' | 'none'
  readonly budgets: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly parameters: ParameterRules
  readonly unknownCost: UnknownCost
  readonly idempotencyScope: 'principal' | 'run'
  readonly accounts: readonly string[]
  readonly openedEndpoints: readonly string[]
  readonly exhaustedStatus: 429 | 402
  readonly uncapped: boolean
  readonly mode: 'enforce' | 'observe'
}

type Given = z.output<z.ZodObject<typeof shape>>

/** What speaks against the fields taken together. */
function check(given: Given, context: CheckContext): void {
  const issue = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  if (given.vendor === undefined && given.connection === undefined) issue('vendor', 'is required, or connection')
  if (given.expires_in !== undefined && given.expires_at !== undefined)
    issue('expires_at', 'and expires_in are both given; send one')
  if (given.run_budget !== undefined && given.run === undefined) issue('run_budget', 'needs run')
  if (given.idempotency_scope === 'run' && given.run === undefined) issue('idempotency_scope', '"run" needs run')
  checkDay(given, context)
}

const become = (given: Given): IssueKeyRequest => ({
  vendor: given.vendor ?? null,
  connection: given.connection ?? null,
  allowedEndpoints: given.allowed_endpoints,
  caps: capsOf(given),
  classCaps: given.caps ?? {},
  dayReset: dayResetOf(given),
  maxPerCall: given.max_usd_per_call ?? null,
  maxCalls: given.max_calls ?? null,
  maxConcurrentCalls: given.max_concurrent_calls ?? null,
  rateLimit: given.rate_limit ?? null,
  ttlMs: given.expires_in ?? null,
  expiresAt: given.expires_at ?? null,
  label: given.label ?? given.run ?? null,
  run: given.run ?? null,
  runBudget: given.run_budget ?? 'shared',
  budgets: given.budgets ?? [],
  tags: given.tags ?? {},
  parameters: given.parameters ?? {},
  unknownCost: given.unknown_cost ?? { kind: 'deny' },
  idempotencyScope: given.idempotency_scope ?? 'principal',
  accounts: given.accounts ?? [],
  openedEndpoints: given.opened_endpoints ?? [],
  exhaustedStatus: given.exhausted_status ?? 429,
  uncapped: given.uncapped ?? false,
  mode: given.mode ?? 'enforce',
})

const schema = strict(shape, Object.keys(ISSUE_ALIASES)).superRefine(check).transform(become)

export const issueKeyRequest = bodySchema(schema, shape, ISSUE_ALIASES, quickReader({ shape, check, become }))
