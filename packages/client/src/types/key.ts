import type {
  BudgetLine,
  CapsShown,
  ChangedCaps,
  DayRule,
  GivenCaps,
  GivenTime,
  MoneyClass,
  PageQuery,
  Usd,
  WindowCaps,
} from './money.ts'

export type KeyStatus = 'active' | 'expired' | 'revoked' | 'exhausted'

/** A rule on one field of the decoded body or query. */
export interface ParameterRule {
  max?: number | string
  min?: number | string
  eq?: string | number | boolean
  in?: readonly (string | number | boolean)[]
  prefix?: readonly string[]
  domain?: readonly string[]
  absent?: true
  /** The field may be missing. */
  optional?: boolean
}

/** By name in the vendor's own spelling. */
export type ParameterRules = Readonly<Record<string, ParameterRule>>

/** What to do with an operation that has no cost rule. */
export type UnknownCost = 'deny' | 'allow' | { assume_usd: number }

/** A vault key as the admin API shows it: everything but the key itself. */
export interface Key extends CapsShown {
  id: string
  key_id: string
  vendor: string
  connection: string
  label: string | null
  run: string | null
  agent_run_label: string | null
  run_budget: 'shared' | 'none'
  caps: { [Class in MoneyClass]?: WindowCaps }
  max_usd_per_call: number | null
  max_calls: number | null
  max_concurrent_calls: number | null
  rate_limit: string | null
  allowed_endpoints: string[]
  parameters: Record<string, Record<string, unknown>>
  unknown_cost: UnknownCost
  idempotency_scope: 'principal' | 'run'
  accounts: string[]
  opened_endpoints: string[]
  exhausted_status: number
  uncapped: boolean
  mode: 'enforce' | 'observe'
  shared_budgets: string[]
  tags: Record<string, string>
  created_at: string
  expires_at: string
  status: KeyStatus
  /** What to give an SDK as its base URL. */
  base_url: string
  budgets: BudgetLine[]
  calls: number
  principal: string
  revoked_at: string | null
  reason: string | null
}

/** The answer to an issue, as it comes over the wire. */
export interface IssuedKeyFields extends Key {
  /** Null in a repeated answer once the key is no longer active. */
  vault_key: string | null
  token: string | null
}

/** `POST /vault/keys`. One of `vendor` and `connection` is needed, and a cap unless the principal may do without. */
export interface IssueKey extends GivenCaps, DayRule {
  vendor?: string
  connection?: string
  /** `POST /v1/payment_intents`, `charges.*`, a bare path, or `["*"]` for everything. */
  allowed_endpoints: readonly string[]
  /** Caps by class of money, within the key's own: `{ refund: 50 }`, or by window. */
  caps?: { readonly [Class in MoneyClass]?: Usd | GivenCaps }
  max_usd_per_call?: Usd
  max_calls?: number
  max_concurrent_calls?: number
  /** `"60/m"`. Free calls count too. */
  rate_limit?: string
  /** `"30m"`, `"4h"`, `"7d"`, or seconds. An hour unless told. */
  expires_in?: string | number
  /** Same as `expires_in`. */
  ttl?: string | number
  /** Same as `expires_in`. */
  ttl_seconds?: string | number
  expires_at?: GivenTime
  label?: string
  /** Joins the run's budget, and is the label when none is given. */
  run?: string
  /** Same as `run`. */
  agent_run_label?: string
  /** Same as `run`. */
  agent_run_id?: string
  run_budget?: 'shared' | 'none'
  /** Names of shared budgets to draw on as well. */
  budgets?: readonly string[]
  tags?: Readonly<Record<string, string>>
  parameters?: ParameterRules
  unknown_cost?: 'deny' | 'allow' | { assume_usd: Usd }
  idempotency_scope?: 'principal' | 'run'
  accounts?: readonly string[]
  opened_endpoints?: readonly string[]
  /** Status of `cap_exhausted`; 402 for clients that retry 429. */
  exhausted_status?: 429 | 402
  uncapped?: boolean
  mode?: 'enforce' | 'observe'
}

/** `PATCH /vault/keys/{id}`: what is not named stays, null takes a bound away. */
export interface ChangeKey extends ChangedCaps, DayRule {
  caps?: { readonly [Class in MoneyClass]?: Usd | ChangedCaps | null }
  max_usd_per_call?: Usd | null
  max_calls?: number | null
  max_concurrent_calls?: number | null
  rate_limit?: string | null
  /** Counted from now. */
  expires_in?: string | number
  /** Same as `expires_in`. */
  ttl?: string | number
  /** Same as `expires_in`. */
  ttl_seconds?: string | number
  expires_at?: GivenTime
  allowed_endpoints?: readonly string[]
  label?: string | null
}

export interface KeysQuery extends PageQuery {
  vendor?: string
  connection?: string
  label?: string
  run?: string
  budget?: string
  status?: KeyStatus
  /** Live ones, the nearest to a cap of theirs first, in one page without a cursor. */
  sort?: 'nearest'
}

/** Which keys to revoke: exactly one of these. By run it also closes the run. */
export type RevokeKeys = (
  | { label: string }
  | { label_prefix: string }
  | { run: string }
  | { budget: string }
  | { vendor: string }
  | { connection: string }
  | { vault_key: string }
  | { key_id: string }
) & { reason?: string }

export interface RevokedKeys {
  revoked: number
  key_ids: string[]
}

/** What a revocation would end. */
export interface Reach {
  dry_run: true
  keys: number
  /** The first 100 of them. */
  key_ids: string[]
  /** They still come to their end. */
  calls_under_way: number
  open_holds: number
  /** What these keys hold now, unknown holds included. */
  held_usd: number
  closes_runs: string[]
}
