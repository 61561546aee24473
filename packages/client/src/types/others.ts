import type { Verification } from './audit.ts'
import type { ParameterRules } from './key.ts'
import type { MoneyClass, Usd } from './money.ts'

export type Role = 'operator' | 'issuer' | 'auditor'

export interface Principal {
  id: string
  name: string
  role: Role
  ceilings: Record<string, unknown> | null
  created_at: string
  /** 100,000 stands for so many or more. */
  live_keys: number
  /** What its live keys may still spend. Null where no cap bounds it, and of more than 1,000 live keys. */
  outstanding_usd: number | null
  /** It may be ten minutes too early. Null: never. */
  last_used_at: string | null
}

/** `credential` is shown once. */
export interface CreatedPrincipal extends Principal {
  credential: string
}

/** The most that an issuer may put into a vault key. */
export interface Ceilings {
  connections?: readonly string[]
  vendors?: readonly string[]
  allowed_endpoints?: readonly string[]
  parameters?: ParameterRules
  max_usd_cap?: Usd
  max_ttl?: string | number
  max_outstanding_usd?: Usd
  daily_usd_cap?: Usd
  keys_per_minute?: number
  budgets?: readonly string[]
  required_budgets?: readonly string[]
  accounts?: readonly string[]
  opened_endpoints?: readonly string[]
  allow?: readonly ('uncapped' | 'observe' | 'unknown_cost')[]
}

export interface CreatePrincipal {
  name: string
  role: Role
  /** Of an issuer only. */
  ceilings?: Ceilings
}

export interface RotatedCredential {
  id: string
  credential: string
}

/** The principal is gone, and so are the keys it issued. */
export interface DeletedPrincipal {
  id: string
  deleted: true
  revoked: number
  key_ids: string[]
}

export interface Brake {
  engaged: boolean
  /** Null: the stop of every vendor. */
  vendor: string | null
  reason: string | null
  vendors: { vendor: string; engaged: boolean; reason: string | null; changed_at: string; changed_by: string }[]
  changed_at: string | null
  changed_by: string | null
}

export interface SetBrake {
  engaged: boolean
  /** Only this vendor's calls; absent or null: all. */
  vendor?: string | null
  /** Shown to every refused caller. Needed to engage. */
  reason?: string
}

export interface Vendor {
  vendor: string
  products: { product: string; upstream: string }[]
  secret_fields: string[]
  body_limit_bytes: number
  added_fields: string[]
  operations: {
    operation: string
    endpoint: string
    effect: 'read' | 'write'
    closed: boolean
    idempotent: boolean
    money_class: MoneyClass | null
    cost_rule: string
  }[]
}

/** What an operator must know to trust what is shown: the process, its ledger, its clock, its log. */
export interface Status {
  version: string
  public_url: string
  started_at: string
  time: string
  ledger: {
    kind: 'sqlite' | 'postgres'
    writable: boolean
    fault: string | null
    /** How long a durable commit took just now. */
    commit_ms: number | null
    unrecorded_outcomes: number
    /** Null: this process shares its ledger with none. */
    replica: { behind: number | null } | null
  }
  clock: { stepped_ms: number }
  /** Null for who sees only their own calls. */
  audit: {
    chain: string | null
    last_seq: number | null
    last_time: string | null
    /** Batches of entries that were not in the log yet when it was asked. */
    behind: number | null
    /** How long a question to the log took just now, which waits for them. */
    caught_up_ms: number
    verified: (Verification & { at: string }) | null
  } | null
  brakes: { vendor: string | null; reason: string; since: string; by: string }[]
  sandbox: boolean
  event_streams: number
}

export interface Health {
  status: string
  version: string
}

export interface Readiness extends Health {
  /** Set-ups in which the ledger can go back to an earlier state; it is ready all the same. */
  warnings: string[]
}
