import type { BudgetLine, GivenTime, MoneyClass, PageQuery, Usd } from './money.ts'

/** Where a row stands in the chain that makes the log tamper-evident. */
export interface ChainLink {
  chain: string
  seq: number
  hash: string
}

export type CallState = 'settled' | 'released' | 'held' | 'unknown' | 'assumed' | 'free'
export type Decision = 'allowed' | 'refused' | 'observed'

/** One call. Facts that this version does not know by name (`overage_usd`, `later`, …) are there as well. */
export interface CallRow {
  kind: 'call'
  call_id: string
  time: string
  key_id: string
  key_label: string | null
  run: string | null
  tags: Record<string, string>
  principal: string | null
  connection: string | null
  vendor: string | null
  operation: string | null
  money_class: string | null
  method: string | null
  path: string | null
  decision: Decision
  code: string | null
  status: number | null
  reserved_usd: number
  /** What is counted now: settled, else the hold. */
  cost_usd: number
  /** In the vendor's minor unit. */
  amount: string | null
  currency: string | null
  rate: string | null
  state: CallState | null
  budgets: BudgetLine[]
  request_label: string | null
  request_run: string | null
  /** Refusals that share this row. */
  count: number
  vendor_request_id: string | null
  vendor_object_id: string | null
  idempotency_key: string | null
  replay_of: string | null
  request: Record<string, unknown>
  latency_ms: number | null
  proxy_ms: number | null
  client_address: string | null
  error: string | null
  chain: ChainLink
  /** Where a row has them: `executed`, `resolved_by`, `reason`, `later`, `overage`, … */
  [fact: string]: unknown
}

/** One step of judging a call, in the order of the proxy. */
export interface JudgedStep {
  step: string
  title: string
  /** `observed`: it would have been refused; a key in observe mode lets it pass. */
  outcome: 'passed' | 'refused' | 'observed' | 'not_reached'
  code: string | null
  detail: string | null
}

/** The row of one call, with how it was judged. */
export interface CallRead extends CallRow {
  judgement: JudgedStep[]
  /** Its budgets as it found them. Null: one of them is not known any more. */
  budgets_before: BudgetLine[] | null
}

/** One admin action: issue, change, revoke, brake, connection, principal. */
export interface AdminRow {
  kind: 'admin'
  id: string
  time: string
  action: string
  principal: string
  subject: string
  details: Record<string, unknown>
  chain: ChainLink
}

export interface AuditFilter {
  label?: string
  label_prefix?: string
  run?: string
  key_id?: string
  vendor?: string
  operation?: string
  money_class?: MoneyClass
  decision?: Decision
  code?: string
  state?: CallState
  status?: number
  min_usd?: Usd
  /** Call id, vendor request id or vendor object id, whole. */
  q?: string
  from?: GivenTime
  to?: GivenTime
  /** Calls unless told. */
  kind?: 'call' | 'admin' | 'all'
  /** Rows that carry all of these. */
  tags?: Readonly<Record<string, string>>
}

export interface AuditQuery extends AuditFilter, PageQuery {}

/** What a person says about a hold of unknown fate. */
export interface ResolveCall {
  executed: boolean
  /** The whole hold unless told; only with `executed: true`. */
  cost_usd?: Usd
  reason: string
}

/** What a keeper of totals can be asked for. */
interface RollupQuery {
  per?: 'hour' | 'day'
  /** IANA zone whose days `per: "day"` means; UTC unless told. */
  zone?: string
  from?: GivenTime
  to?: GivenTime
  label?: string
  run?: string
  key_id?: string
  vendor?: string
  operation?: string
}

export interface SpendQuery extends RollupQuery {
  by?: 'label' | 'run' | 'key' | 'vendor' | 'budget' | 'operation' | 'money_class' | 'tag'
  /** With `by: "tag"`: the name of the tag whose values are the groups. */
  tag?: string
  /** So many groups, the largest; the others share a line of `rest`. */
  top?: number
}

interface Amounts {
  calls: number
  spent_usd: number
  held_usd: number
}

export interface SpendLine extends Amounts {
  group: string
  bucket: string | null
}

export interface Spend {
  by: NonNullable<SpendQuery['by']>
  per: 'hour' | 'day' | null
  zone: string
  data: SpendLine[]
  /** What all groups that are not among the largest sum up to. */
  rest: (Amounts & { bucket: string | null; groups: number })[]
  /** Null by budget: a call counts on each of its budgets. */
  total: Amounts | null
}

export interface RefusalsQuery extends RollupQuery {
  decision?: 'refused' | 'observed'
  limit?: number
}

/** How often which refusal was given. */
export interface Refusals {
  per: 'hour' | 'day' | null
  zone: string
  data: {
    code: string
    decision: 'refused' | 'observed'
    label: string | null
    vendor: string | null
    operation: string | null
    bucket: string | null
    count: number
  }[]
}

/** What the audit log's verification found. */
export interface Verification {
  ok: boolean
  entries: number
  chains: number
  /** The first entry that is wrong, in words. */
  fault: string | null
}

/** What keys in observe mode would have been refused, and the cap that their week suggests. */
export interface Observed {
  from: string
  to: string
  data: {
    label: string | null
    keys: number
    key_ids: string[]
    observed: { code: string; operation: string | null; count: number }[]
    days: number
    p99_daily_usd: number | null
    suggested_daily_usd_cap: number | null
    spent_usd: number
  }[]
  considered: number
  complete: boolean
}
