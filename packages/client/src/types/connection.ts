import type { BudgetLine, ChangedCaps, GivenCaps, Usd, WindowCaps } from './money.ts'

/** One account at a vendor, without its secret. */
export interface Connection extends WindowCaps {
  name: string
  vendor: string
  /** Of the vendor's account, where its secret shows it. */
  mode: 'test' | 'live' | null
  has_secret: boolean
  secret_set_at: string | null
  /** When the vendor last answered a call with success, since the process began. */
  last_success_at: string | null
  /** A simulated vendor: no money moves. */
  sandbox: boolean
  base_url: string
  upstreams: Record<string, string>
  account: string | null
  correlate: boolean
  settings: Record<string, string>
  idempotency_scope: 'principal' | 'connection'
  opened_endpoints: string[]
  body_limit_bytes: number | null
  max_usd_per_call: number | null
  max_calls: number | null
  max_concurrent_calls: number | null
  rate_limit: string | null
  created_at: string
  updated_at: string
  budgets: BudgetLine[]
}

/** The vendor's real secret: one text, or its fields by name. */
export type GivenSecret = string | Readonly<Record<string, string>>

export interface ConnectionSettings {
  /** Base URL in place of the vendor's own, for all of its products. */
  upstream?: string
  /** Base URL by product. */
  upstreams?: Readonly<Record<string, string>>
  account?: string | null
  correlate?: boolean
  settings?: Readonly<Record<string, string>>
  idempotency_scope?: 'principal' | 'connection'
  opened_endpoints?: readonly string[]
  body_limit_bytes?: number | null
  max_usd_per_call?: Usd | null
  max_calls?: number | null
  max_concurrent_calls?: number | null
  rate_limit?: string | null
}

export interface CreateConnection extends ConnectionSettings, GivenCaps {
  name: string
  vendor: string
  secret: GivenSecret
}

/** A new address or vendor must carry the secret anew. */
export interface ChangeConnection extends ConnectionSettings, ChangedCaps {
  vendor?: string
  secret?: GivenSecret
}
