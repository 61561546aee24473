/** The audit log as its readers see it: a fold of immutable, hash-chained entries (SPEC section 8). */
import type { BudgetLine, Instant, MicroUsd } from '@keybrake/core'
import type { CallState } from './ledger.ts'

/** One row per call. Names on the wire are these in snake case; money becomes `_usd`. */
export interface CallRow {
  readonly callId: string
  readonly time: Instant
  readonly keyId: string
  readonly decision: 'allowed' | 'refused' | 'observed'
  readonly code: string | null
  readonly state: CallState | null
  readonly reserved: MicroUsd
  /** What is counted now: settled, else the hold. */
  readonly cost: MicroUsd
  readonly budgets: readonly BudgetLine[]
  readonly count: number
  readonly replayOf: string | null
  /** Hash of the entry that admitted or refused it, and its chain position: `chain`, `seq`, `hash`. */
  readonly chain: { readonly chain: string; readonly seq: number; readonly hash: string }
  /**
   * The facts given with the call and its outcome, merged (outcome wins): key_label, run, tags, principal, connection,
   * vendor, operation, money_class, method, path, amount, currency, rate, request_label, request_run, idempotency_key, request,
   * status, vendor_request_id, vendor_object_id, latency_ms, client_address, error, overage, resolved_by, reason, inquiries,
   * inquired, late_price …
   */
  readonly facts: Readonly<Record<string, unknown>>
}

/** One call, read by itself. */
export interface CallDetail extends CallRow {
  /**
   * Its budgets as it found them, line by line as they were recorded with it; `budgets` is how they stood after its last entry,
   * so that what other calls did in between is in there too. Null: the ledger does not know one of them any more.
   */
  readonly budgetsBefore: readonly BudgetLine[] | null
}

export interface AdminRow {
  readonly id: string
  readonly time: Instant
  readonly action: string
  readonly principalId: string
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
  readonly chain: { readonly chain: string; readonly seq: number; readonly hash: string }
}

export interface AuditFilter {
  readonly kind: 'call' | 'admin' | 'all'
  readonly label?: string
  readonly labelPrefix?: string
  readonly run?: string
  readonly keyId?: string
  readonly principalId?: string
  readonly vendor?: string
  readonly operation?: string
  readonly moneyClass?: string
  readonly decision?: string
  readonly code?: string
  readonly state?: string
  readonly status?: number
  /** `from` is included, `to` is not. */
  readonly from?: Instant
  readonly to?: Instant
  readonly tags?: Readonly<Record<string, string>>
  readonly minCost?: MicroUsd
  /** Vendor request id, vendor object id or call id, whole. */
  readonly q?: string
}

export type AuditRow =
  | { readonly kind: 'call'; readonly row: CallRow }
  | { readonly kind: 'admin'; readonly row: AdminRow }

/** What totals are asked for. `from` and `to` (exclusive) work on whole UTC hours. */
export interface RollupFilter {
  readonly per?: 'hour' | 'day'
  /** IANA zone whose days are meant; absent: UTC. */
  readonly zone?: string
  readonly from?: Instant
  readonly to?: Instant
  readonly principalId?: string
  readonly label?: string
  readonly run?: string
  readonly keyId?: string
  readonly vendor?: string
  readonly operation?: string
}

export interface SpendFilter extends RollupFilter {
  readonly by: 'label' | 'run' | 'key' | 'vendor' | 'budget' | 'operation' | 'money_class'
  /** Only so many groups, those that count most; all others of a bucket share a line. */
  readonly top?: number
}

export interface SpendLine {
  /** Empty for calls that have no label, run or operation. */
  readonly group: string
  /** Of the line that stands for every group that is not among the largest: how many. */
  readonly restOf?: number
  readonly bucket: Instant | null
  /** Calls that were admitted. */
  readonly calls: number
  /** Settled and assumed; `held` is what held and unknown calls count. */
  readonly spent: MicroUsd
  readonly held: MicroUsd
}

export interface RefusalFilter extends RollupFilter {
  /** Absent: both. `observed`: it would have been refused. */
  readonly decision?: 'refused' | 'observed'
  /** At most so many lines, the most frequent. */
  readonly limit: number
}

export interface RefusalLine {
  readonly code: string
  readonly decision: 'refused' | 'observed'
  readonly label: string | null
  readonly vendor: string | null
  readonly operation: string | null
  readonly bucket: Instant | null
  readonly count: number
}

export interface VerifyReport {
  readonly ok: boolean
  readonly entries: number
  readonly chains: number
  /** The first entry that is wrong, in words, or null. */
  readonly fault: string | null
}

/** Every read first waits until the log holds each call answered before it, with its outcome. */
export interface AuditLog {
  /** Newest first. */
  page(
    filter: AuditFilter,
    limit: number,
    cursor: string | null,
  ): Promise<{ readonly data: readonly AuditRow[]; readonly nextCursor: string | null }>
  /** The whole result in pages, for streams; stops when the consumer does. */
  all(filter: AuditFilter): AsyncIterable<readonly AuditRow[]>
  call(callId: string): Promise<CallDetail | null>
  spend(filter: SpendFilter): Promise<readonly SpendLine[]>
  refusals(filter: RefusalFilter): Promise<readonly RefusalLine[]>
  /** Recomputes hashes and rows from the entries, and the checkpoint's signature. */
  verify(): Promise<VerifyReport>
  /**
   * Retention: drops every whole file whose last entry is before `at`, never the newest. Its last hash stays in the signed
   * checkpoint, from which `verify` then starts. Returns how many were dropped.
   */
  dropBefore(at: Instant): Promise<number>
}
