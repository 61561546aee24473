/** Rows of the audit log: one per call, one per admin action. */
import { type BudgetLine, type Instant, type MicroUsd, toRfc3339, usdNumber } from '@keybrake/core'
import { z } from 'zod'
import { budgetLine, wireLine } from './budget-lines.ts'
import { judgementAnswer } from './judgement.ts'
import { pageOf, textOrNull, timeField, usdField } from './shapes.ts'

const chain = z.object({ chain: z.string(), seq: z.int(), hash: z.string() })

/** Open: what a row says beyond the columns depends on what became of the call. */
export const callRowAnswer = z
  .looseObject({
    kind: z.literal('call'),
    call_id: z.string(),
    time: timeField,
    key_id: z.string(),
    key_label: textOrNull,
    run: textOrNull,
    tags: z.record(z.string(), z.string()),
    principal: textOrNull,
    connection: textOrNull,
    vendor: textOrNull,
    operation: textOrNull,
    money_class: textOrNull.meta({ description: 'What kind of money the operation moves: `charge`, `refund`, …' }),
    method: textOrNull,
    path: textOrNull.meta({ description: 'The canonical vendor path sent, without query.' }),
    decision: z.enum(['allowed', 'refused', 'observed']),
    code: textOrNull,
    status: z.int().nullable(),
    reserved_usd: usdField,
    cost_usd: usdField.meta({ description: 'What is counted now: settled, else the hold.' }),
    amount: textOrNull.meta({ description: 'In the vendor’s minor unit.' }),
    currency: textOrNull,
    rate: textOrNull,
    state: z.enum(['settled', 'released', 'held', 'unknown', 'assumed', 'free']).nullable(),
    budgets: z.array(budgetLine).meta({ description: 'As they stood after the call.' }),
    request_label: textOrNull,
    request_run: textOrNull,
    count: z.int().meta({ description: 'Refusals that share this row.' }),
    vendor_request_id: textOrNull,
    vendor_object_id: textOrNull,
    idempotency_key: textOrNull.meta({ description: 'A hash.' }),
    replay_of: textOrNull,
    request: z.record(z.string(), z.unknown()).meta({ description: 'Redacted fields.' }),
    latency_ms: z.number().nullable(),
    proxy_ms: z.number().nullable(),
    client_address: textOrNull,
    error: textOrNull,
    chain: chain,
  })
  .meta({
    id: 'CallRow',
    description:
      'Further facts follow where a row has them, such as `executed`, `resolved_by`, `reason`, `later`, `overage`, `inquiries`.',
  })

const linesBefore = z.array(budgetLine).nullable().meta({
  description:
    'Its budgets as the call found them. `budgets` is how they stood after it: what other calls did in between is in there too. Null: one of them is not known any more.',
})

/** Of a call that is read by itself. */
export const readCallAnswer = callRowAnswer.extend({ judgement: judgementAnswer, budgets_before: linesBefore })

export const adminRowAnswer = z
  .object({
    kind: z.literal('admin'),
    id: z.string(),
    time: timeField,
    action: z.string(),
    principal: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
    chain: chain,
  })
  .meta({ id: 'AdminRow' })

export const auditAnswer = pageOf(z.union([callRowAnswer, adminRowAnswer]))

export type WireCallRow = z.infer<typeof callRowAnswer>
export type WireAdminRow = z.infer<typeof adminRowAnswer>

interface Chain {
  readonly chain: string
  readonly seq: number
  readonly hash: string
}

export interface CallRowFacts {
  readonly callId: string
  readonly time: Instant
  readonly keyId: string
  readonly decision: WireCallRow['decision']
  readonly code: string | null
  readonly state: WireCallRow['state']
  readonly reserved: MicroUsd
  readonly cost: MicroUsd
  readonly budgets: readonly BudgetLine[]
  readonly count: number
  readonly replayOf: string | null
  readonly chain: Chain
  /** Recorded facts by their wire names. */
  readonly facts: Readonly<Record<string, unknown>>
}

type Facts = CallRowFacts['facts']

const textFact = (facts: Facts, name: string): string | null => (typeof facts[name] === 'string' ? facts[name] : null)
const numberFact = (facts: Facts, name: string): number | null => (typeof facts[name] === 'number' ? facts[name] : null)
const objectFact = (facts: Facts, name: string): Record<string, never> =>
  typeof facts[name] === 'object' && facts[name] !== null ? (facts[name] as Record<string, never>) : {}

/** Facts this version does not know by name (`overage`, `later`, `resolved_by`, …) follow the known columns. */
export function wireCallRow(row: CallRowFacts): WireCallRow {
  const { facts } = row
  const columns: z.infer<typeof callRowAnswer> = {
    kind: 'call',
    call_id: row.callId,
    time: toRfc3339(row.time),
    key_id: row.keyId,
    key_label: textFact(facts, 'key_label'),
    run: textFact(facts, 'run'),
    tags: objectFact(facts, 'tags'),
    principal: textFact(facts, 'principal'),
    connection: textFact(facts, 'connection'),
    vendor: textFact(facts, 'vendor'),
    operation: textFact(facts, 'operation'),
    money_class: textFact(facts, 'money_class'),
    method: textFact(facts, 'method'),
    path: textFact(facts, 'path'),
    decision: row.decision,
    code: row.code,
    status: numberFact(facts, 'status'),
    reserved_usd: usdNumber(row.reserved),
    cost_usd: usdNumber(row.cost),
    amount: textFact(facts, 'amount'),
    currency: textFact(facts, 'currency'),
    rate: textFact(facts, 'rate'),
    state: row.state,
    budgets: row.budgets.map(wireLine),
    request_label: textFact(facts, 'request_label'),
    request_run: textFact(facts, 'request_run'),
    count: row.count,
    vendor_request_id: textFact(facts, 'vendor_request_id'),
    vendor_object_id: textFact(facts, 'vendor_object_id'),
    idempotency_key: textFact(facts, 'idempotency_key'),
    replay_of: row.replayOf,
    request: objectFact(facts, 'request'),
    latency_ms: numberFact(facts, 'latency_ms'),
    proxy_ms: numberFact(facts, 'proxy_ms'),
    client_address: textFact(facts, 'client_address'),
    error: textFact(facts, 'error'),
    chain: row.chain,
  }
  const extra = Object.entries(facts).filter(([name]) => !Object.hasOwn(columns, name))
  return { ...columns, ...Object.fromEntries(extra) }
}

export interface AdminRowFacts {
  readonly id: string
  readonly time: Instant
  readonly action: string
  readonly principalId: string
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
  readonly chain: Chain
}

export const wireAdminRow = (row: AdminRowFacts): WireAdminRow => ({
  kind: 'admin',
  id: row.id,
  time: toRfc3339(row.time),
  action: row.action,
  principal: row.principalId,
  subject: row.subject,
  details: { ...row.details },
  chain: row.chain,
})
