/**
 * Who may spend what. A store (SQLite, later PostgreSQL) implements `Store`; the conformance suite says what that means.
 *
 * Three promises hold at every commit: for every cap of every budget `spent + held <= cap` (but for a settlement above its
 * hold, which is recorded and flagged, and a cap that was lowered); a call draws on all of its budgets or on none; a
 * reservation ends once. A promise returned here resolves only when its change is durable, except where a comment says so.
 */
import type {
  BudgetKind,
  BudgetLine,
  BudgetView,
  Caps,
  Code,
  DayReset,
  Instant,
  MicroUsd,
  RateLimit,
} from '@keybrake/core'

// ------------------------------------------------------------------------------------------------ vault keys

/** What the ledger enforces of a key. The rest of the policy is the server's; it travels as opaque JSON in `document`. */
export interface KeyRecord {
  readonly id: string
  /** Public part of the bearer by which it is looked up; unique. */
  readonly lookup: string
  /** HMAC of the whole bearer, base64url. */
  readonly mac: string
  readonly principalId: string
  readonly connection: string
  readonly label: string | null
  /** Run label, and the run's budget where the key shares it. */
  readonly run: string | null
  /** Ids of every budget that a call of this key draws on; the key's own one first. */
  readonly budgetIds: readonly string[]
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
  readonly revokeReason: string | null
  readonly maxPerCall: MicroUsd | null
  readonly maxCalls: number | null
  readonly maxConcurrentCalls: number | null
  readonly rateLimit: RateLimit | null
  readonly observe: boolean
  /** Rises with every change. `admit` refuses an older one with `stale`. */
  readonly revision: number
  /** Calls admitted that could cost (counts toward `maxCalls`), and all calls recorded. Kept by the store. */
  readonly costlyCalls: number
  readonly calls: number
  /** The server's part: policy, tags, names of named budgets. JSON text. */
  readonly document: string
}

// ------------------------------------------------------------------------------------------------ a call

export interface Claim {
  /** Hash over vendor account (or secret), method-independent idempotency key as sent to the vendor. */
  readonly identity: string
  /** Hash over method, path and all parameters. */
  readonly fingerprint: string
  /** Until then a later call with this identity is an attempt or a replay; afterwards it is a new one. */
  readonly endsAt: Instant
  /**
   * `adopt`: the vendor honours the key, so a retry of an unknown or settled call may be sent again and costs nothing more.
   * `refuse`: it does not (Twilio). A retry of an unknown call answers `outcome_unknown`; one of a settled call would really
   * happen again, so it reserves anew, as a reservation of its own.
   */
  readonly onUnknown: 'adopt' | 'refuse'
}

export type Cost =
  | { readonly kind: 'free' }
  | { readonly kind: 'known'; readonly amount: MicroUsd; readonly object: string | null }
  | { readonly kind: 'unknown'; readonly why: string }

export interface CallCommand {
  readonly at: Instant
  readonly callId: string
  readonly keyId: string
  readonly keyRevision: number
  readonly connection: string
  readonly connectionRevision: number
  readonly vendor: string
  readonly claim: Claim | null
  /** Would-be refusals found before the ledger, in observe mode (`endpoint_not_allowed`, …); recorded, not enforced. */
  readonly observed: Code | null
  /** Every fact of the call's audit row that is known now: one JSON object as text. Its names are the audit row's. */
  readonly facts: string
}

/** First half of an admission whose amount must be asked from the vendor: every check up to `cost known`. Not durable. */
export interface Enter extends CallCommand {}

export interface Admit extends CallCommand {
  readonly cost: Cost
  /** True after `enter` answered `entered` for this call: rate and concurrency were counted there. */
  readonly entered: boolean
}

/** The row a refusal was counted in, and the least remaining over every capped window of the key (null: nothing is capped). */
export interface RefusalRow {
  readonly callId: string
  readonly remaining: MicroUsd | null
}

/** Why the ledger refused. The refusal's audit record is part of the same commit; `callId` is the row it went to. */
export type LedgerRefusal = RefusalRow & { readonly status: 'refused' } & (
    | {
        readonly code:
          | 'key_revoked'
          | 'key_expired'
          | 'idempotency_in_progress'
          | 'idempotency_mismatch'
          | 'too_many_concurrent_calls'
      }
    | { readonly code: 'brake_engaged'; readonly reason: string; readonly vendor: string | null }
    | { readonly code: 'outcome_unknown'; readonly firstCallId: string }
    | { readonly code: 'rate_limited'; readonly retryAfterS: number }
    | { readonly code: 'cost_unknown'; readonly why: string }
    /** `line` is the failing budget with least room. `requested` is what the call would have added to it. `today`: spent in its day window. */
    | {
        readonly code: 'cap_exhausted'
        readonly line: BudgetLine
        readonly requested: MicroUsd
        readonly today: MicroUsd
      }
  )

export type AdmitResult =
  | {
      readonly status: 'admitted'
      /** The first call of this idempotency key: its id goes into the vendor's metadata. Equals `callId` for a first attempt. */
      readonly firstCallId: string
      /** Earlier attempts exist whose fate is unknown or settled. */
      readonly replayOf: string | null
      readonly reserved: MicroUsd
      /** Least remaining over every capped window after the hold; null where nothing is capped. */
      readonly remaining: MicroUsd | null
      /** In observe mode: what would have been refused. */
      readonly observed: Code | null
    }
  /** The process knew an older key or connection. Nothing was counted. Judge again with these. */
  | { readonly status: 'stale' }
  | LedgerRefusal

export type EnterResult = { readonly status: 'entered' } | { readonly status: 'stale' } | LedgerRefusal

/** What the three ends of an attempt have in common. */
interface CloseCommand {
  readonly at: Instant
  readonly callId: string
  /** Outcome facts of the audit row as one JSON object: status, vendor_request_id, vendor_object_id, latency, error. */
  readonly facts: string
}

export interface Settle extends CloseCommand {
  /** Total for `object` where it is not null, else the cost of this call alone. May exceed the hold: recorded and flagged. */
  readonly actual: MicroUsd
  readonly object: string | null
  /** Nothing moved and nothing can: the object's counted amount is given back to the windows that count it. */
  readonly givesBack: boolean
  /**
   * The call was to make `object`. Where another call counts one of that name already and the answer is no replay, this one
   * counts by itself: a vendor makes no object twice, so the answer proves nothing about the other.
   */
  readonly creates?: boolean
  /** The call failed and left `object` as it was: `actual` may raise what is counted for it, never lower it. */
  readonly keeps?: boolean
  readonly replayed: boolean
}

export interface Release extends CloseCommand {
  /** `not_sent`: no byte left. `refused`: a definite vendor failure. */
  readonly proof: 'not_sent' | 'refused'
  /** The refusal also disproves earlier attempts of unknown fate. Always false for `not_sent`. */
  readonly endsUnknown: boolean
  readonly replayed: boolean
}

export interface MarkUnknown extends CloseCommand {}

export type CallState = 'held' | 'settled' | 'released' | 'unknown' | 'assumed' | 'free'

export type CloseResult =
  | { readonly status: 'closed'; readonly state: CallState; readonly counted: MicroUsd; readonly overage: MicroUsd }
  | { readonly status: 'already_closed'; readonly state: CallState }
  | { readonly status: 'not_found' }

export interface Resolve {
  readonly at: Instant
  readonly callId: string
  readonly executed: boolean
  /** What it cost; null counts the hold in full. Only with `executed: true`. */
  readonly cost: MicroUsd | null
  readonly reason: string
  readonly principalId: string
}

export interface Adjust {
  readonly at: Instant
  readonly callId: string
  /** The true price of a settled call, known late. */
  readonly actual: MicroUsd
  readonly reason: string
}

/** A refusal decided before the ledger. Answers with the id of the row it is counted in; need not be durable yet. */
export interface RecordRefusal {
  readonly at: Instant
  readonly callId: string
  readonly keyId: string
  readonly code: Code
  readonly facts: string
}

export interface Ledger {
  enter(command: Enter): Promise<EnterResult>
  /** Ends an `enter` that was not followed by `admit`: frees its place and records the refusal. Resolves with the row's id. */
  leave(command: RecordRefusal): Promise<RefusalRow>
  /** Durable before it resolves with `admitted`. */
  admit(command: Admit): Promise<AdmitResult>
  /** The three ends of an attempt. Joined to the next commit; the promise resolves with it, callers need not wait. */
  settle(command: Settle): Promise<CloseResult>
  release(command: Release): Promise<CloseResult>
  markUnknown(command: MarkUnknown): Promise<CloseResult>
  resolve(command: Resolve): Promise<CloseResult>
  adjust(command: Adjust): Promise<CloseResult>
  refuse(command: RecordRefusal): Promise<RefusalRow>
  /** Unknown holds whose vendor window is over become `assumed`. Returns how many. */
  assume(at: Instant): Promise<number>
  /** Recomputes every counter from its rows. Empty when all agree. */
  verify(): Promise<
    readonly {
      readonly budgetId: string
      readonly window: string
      readonly stored: string
      readonly recomputed: string
    }[]
  >
}

// ------------------------------------------------------------------------------------------------ registry

export interface Principal {
  readonly id: string
  readonly name: string
  readonly role: 'operator' | 'issuer' | 'auditor'
  /** JSON text of the ceilings as the contract defines them, or null. */
  readonly ceilings: string | null
  /** The issuer's own budget, and the shared ones that all its keys draw on. */
  readonly budgetIds: readonly string[]
  readonly createdAt: Instant
  readonly deletedAt: Instant | null
}

export interface ConnectionRecord {
  readonly name: string
  readonly vendor: string
  /** Encrypted secret envelope; null for a connection whose secret was erased. */
  readonly secret: Uint8Array | null
  /** HMAC of the secret: tells "same account and mode" apart from "another secret". */
  readonly secretRef: string
  readonly budgetId: string
  readonly sandbox: boolean
  readonly revision: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly deletedAt: Instant | null
  /** Addresses, opened endpoints, body limit, correlate, defaults, own prices: JSON text. */
  readonly document: string
}

export interface BrakeState {
  /** Null: every vendor. */
  readonly vendor: string | null
  readonly engaged: boolean
  readonly reason: string
  readonly at: Instant
  readonly principalId: string
}

export interface NewBudget {
  readonly id: string
  readonly kind: BudgetKind
  readonly name: string
  readonly caps: Caps
  readonly anchor: Instant
  readonly dayReset: DayReset
  /** For runs: whose run this is. A run is (principal, connection, label). */
  readonly run: { readonly principalId: string; readonly connection: string; readonly label: string } | null
}

export interface BudgetRecord extends BudgetView {
  readonly principalId: string | null
  readonly connection: string | null
  /** A closed run refuses new keys (`run_closed`); an ended one starts anew. */
  readonly closedAt: Instant | null
  readonly endedAt: Instant | null
  readonly liveKeys: number
  readonly openHolds: number
}

export interface Actor {
  readonly principalId: string
  readonly at: Instant
  readonly address: string | null
}

export interface IssueKey {
  readonly key: Omit<KeyRecord, 'budgetIds' | 'revision' | 'costlyCalls' | 'calls' | 'revokedAt' | 'revokeReason'>
  readonly ownBudget: NewBudget
  /**
   * Joined if a live run of that name exists, else created. The caps must equal those the run was created with; none at all
   * joins it as it stands.
   */
  readonly runBudget: NewBudget | null
  /** Names of shared budgets, and ids that always apply (connection, issuer). */
  readonly namedBudgets: readonly string[]
  readonly otherBudgetIds: readonly string[]
  /** The key must be capped by something: false only for `uncapped`. Checked after the named budgets are known. */
  readonly requireCap: boolean
  readonly limits: { readonly maxOutstanding: MicroUsd | null; readonly keysPerMinute: number | null }
  /** Admin `Idempotency-Key`, scoped to the principal, with a hash of the body; kept 24 h. */
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | null
}

export type IssueResult =
  | { readonly status: 'issued' | 'replayed'; readonly key: KeyRecord }
  | { readonly status: 'idempotency_mismatch' }
  | { readonly status: 'run_cap_mismatch'; readonly run: BudgetRecord }
  | { readonly status: 'run_closed'; readonly run: BudgetRecord }
  | { readonly status: 'unknown_budget'; readonly name: string }
  | { readonly status: 'cap_required' }
  | { readonly status: 'ceiling_exceeded'; readonly ceiling: 'max_outstanding_usd' | 'keys_per_minute' }
  | { readonly status: 'connection_gone' }
  /** The principal was deleted while the request was under way. */
  | { readonly status: 'principal_gone' }

export interface KeyChange {
  readonly keyId: string
  readonly label?: string | null
  readonly expiresAt?: Instant
  readonly caps?: Caps
  readonly dayReset?: DayReset
  readonly maxPerCall?: MicroUsd | null
  readonly maxCalls?: number | null
  readonly maxConcurrentCalls?: number | null
  readonly rateLimit?: RateLimit | null
  readonly document?: string
  /** The change was worked out from this revision; a later one answers `conflict`. */
  readonly revision: number
}

/** Exactly one member is set. `principalId` narrows every selector to one issuer's keys. */
export interface KeySelector {
  readonly keyId?: string
  readonly label?: string
  readonly labelPrefix?: string
  readonly run?: string
  readonly budget?: string
  /** Keys of every connection to this vendor. */
  readonly vendor?: string
  /** Keys of this connection alone, by its name. */
  readonly connection?: string
  readonly principalId: string | null
}

export interface KeyFilter {
  readonly vendor?: string
  readonly label?: string
  readonly run?: string
  readonly budget?: string
  readonly status?: 'active' | 'expired' | 'revoked' | 'exhausted'
  readonly principalId?: string
  readonly at: Instant
  readonly limit: number
  readonly cursor: string | null
}

export interface Page<T> {
  readonly data: readonly T[]
  readonly nextCursor: string | null
}

export interface KeyWithBudgets {
  readonly key: KeyRecord
  readonly status: 'active' | 'expired' | 'revoked' | 'exhausted'
  readonly lines: readonly BudgetLine[]
}

/** Keys, budgets, connections, principals, brake. Every change writes its admin entry in the same commit. */
export interface Registry {
  issueKey(actor: Actor, command: IssueKey): Promise<IssueResult>
  /** What `issueKey` would answer a repeat: asked first, because a repeat need not be valid any more. */
  issued(
    principalId: string,
    idempotency: { readonly key: string; readonly bodyHash: string },
    at: Instant,
  ): Promise<
    | { readonly status: 'replayed'; readonly key: KeyRecord }
    | { readonly status: 'idempotency_mismatch' }
    | { readonly status: 'free' }
  >
  /** Hot-path read by the bearer's public part. */
  keyByLookup(lookup: string): Promise<KeyRecord | null>
  key(id: string, at: Instant): Promise<KeyWithBudgets | null>
  keys(filter: KeyFilter): Promise<Page<KeyWithBudgets>>
  /** `revoked` also where an expired key could only come back to a connection or principal that is gone. */
  changeKey(
    actor: Actor,
    change: KeyChange,
  ): Promise<
    { readonly status: 'changed'; readonly key: KeyRecord } | { readonly status: 'not_found' | 'conflict' | 'revoked' }
  >
  /** Revokes all live keys that match; by run it also closes the run. Ids of the keys it revoked now. */
  revokeKeys(
    actor: Actor,
    selector: KeySelector,
    reason: string | null,
  ): Promise<{ readonly keyIds: readonly string[] }>

  createBudget(
    actor: Actor,
    budget: NewBudget,
  ): Promise<{ readonly status: 'created'; readonly budget: BudgetRecord } | { readonly status: 'name_taken' }>
  budget(idOrName: string, at: Instant): Promise<BudgetRecord | null>
  budgets(filter: {
    readonly kind?: BudgetKind
    readonly principalId?: string
    readonly at: Instant
    readonly limit: number
    readonly cursor: string | null
  }): Promise<Page<BudgetRecord>>
  changeBudget(
    actor: Actor,
    id: string,
    change: { readonly caps?: Caps; readonly dayReset?: DayReset },
  ): Promise<{ readonly status: 'changed'; readonly budget: BudgetRecord } | { readonly status: 'not_found' }>
  deleteBudget(actor: Actor, id: string): Promise<{ readonly status: 'deleted' | 'not_found' | 'in_use' }>

  /** Makes it, or brings back a deleted name with its old budget. */
  createConnection(
    actor: Actor,
    connection: Omit<ConnectionRecord, 'revision' | 'deletedAt' | 'createdAt' | 'updatedAt'>,
    caps: Caps,
  ): Promise<{ readonly status: 'created'; readonly connection: ConnectionRecord } | { readonly status: 'name_taken' }>
  connection(name: string): Promise<ConnectionRecord | null>
  connections(): Promise<readonly ConnectionRecord[]>
  changeConnection(
    actor: Actor,
    name: string,
    change: Partial<Pick<ConnectionRecord, 'vendor' | 'secret' | 'secretRef' | 'document' | 'sandbox'>> & {
      readonly caps?: Caps
    },
  ): Promise<{ readonly status: 'changed'; readonly connection: ConnectionRecord } | { readonly status: 'not_found' }>
  /** Revokes the connection's keys too. */
  deleteConnection(actor: Actor, name: string): Promise<{ readonly status: 'deleted' | 'not_found' | 'in_use' }>

  /** With the issuer's own budget where it has one. */
  createPrincipal(
    actor: Actor,
    principal: Omit<Principal, 'deletedAt' | 'budgetIds'>,
    ownBudget: NewBudget | null,
    requiredBudgets: readonly string[],
    credentialMac: string,
  ): Promise<
    | { readonly status: 'created'; readonly principal: Principal }
    | { readonly status: 'unknown_budget'; readonly name: string }
  >
  principals(): Promise<readonly Principal[]>
  principal(id: string): Promise<Principal | null>
  /** The principal a live credential belongs to. */
  principalByCredential(mac: string): Promise<Principal | null>
  /** The new credential is valid and every former one ends, in one commit. */
  rotateCredential(
    actor: Actor,
    principalId: string,
    credentialMac: string,
  ): Promise<{ readonly status: 'rotated' | 'not_found' }>
  /** Revokes the keys it issued in the same commit. */
  deletePrincipal(
    actor: Actor,
    id: string,
  ): Promise<{ readonly status: 'deleted'; readonly keyIds: readonly string[] } | { readonly status: 'not_found' }>

  brake(): Promise<readonly BrakeState[]>
  setBrake(
    actor: Actor,
    brake: { readonly vendor: string | null; readonly engaged: boolean; readonly reason: string },
  ): Promise<readonly BrakeState[]>

  /** Small settings that must survive a restart: generated names, the last applied credentials' hashes. */
  setting(name: string): Promise<string | null>
  setSetting(name: string, value: string): Promise<void>
}
