/** Keys, budgets, connections, principals, brake: what an operator sets up, in the same store and commits as the ledger. */
import type {
  BudgetKind,
  BudgetLine,
  BudgetView,
  Caps,
  DayReset,
  Instant,
  MicroUsd,
  MoneyClass,
  RateLimit,
} from '@keybrake/core'
import type { KeyRecord } from './ledger.ts'

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

/** What a principal has out there. */
export interface Holdings {
  /** 100,000 stands for so many or more. */
  readonly liveKeys: number
  /** What they may still spend. Null where no cap bounds it, and of more than 1,000 live keys, which nobody sums up. */
  readonly outstanding: MicroUsd | null
  /** When it issued its newest key. */
  readonly lastIssuedAt: Instant | null
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
  /**
   * When the hour began in which a call that costs last came to it (or its day rule was changed). Null: none has since it was
   * made. Hours are counted from its anchor.
   */
  readonly lastActivityAt: Instant | null
}

export interface Actor {
  readonly principalId: string
  readonly at: Instant
  readonly address: string | null
}

/** A budget of kind `key` for one class of money, beside the key's own. */
export interface NewClassBudget {
  readonly moneyClass: MoneyClass
  readonly budget: NewBudget
}

export interface IssueKey {
  readonly key: Omit<
    KeyRecord,
    'budgetIds' | 'classBudgets' | 'revision' | 'costlyCalls' | 'calls' | 'revokedAt' | 'revokeReason'
  >
  readonly ownBudget: NewBudget
  readonly classBudgets?: readonly NewClassBudget[]
  /**
   * Joined if a live run of that name exists, else created. The caps must equal those the run was created with; none at all
   * joins it as it stands. Null: the key bears the label only; a closed run refuses it all the same.
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
  /**
   * MAC of the credential that the request came with, where nobody has asked yet whether it is still the principal's: the
   * same commit does. Left out: that was asked.
   */
  readonly credentialMac?: string
}

export type IssueResult =
  /** `present`: what `key` would answer right after this commit. */
  | { readonly status: 'issued' | 'replayed'; readonly key: KeyRecord; readonly present: KeyWithBudgets }
  | { readonly status: 'idempotency_mismatch' }
  | { readonly status: 'run_cap_mismatch'; readonly run: BudgetRecord }
  | { readonly status: 'run_closed'; readonly run: BudgetRecord }
  | { readonly status: 'unknown_budget'; readonly name: string }
  | { readonly status: 'cap_required' }
  | { readonly status: 'ceiling_exceeded'; readonly ceiling: 'max_outstanding_usd' | 'keys_per_minute' }
  | { readonly status: 'connection_gone' }
  /** The principal was deleted while the request was under way, or the credential is no longer its. */
  | { readonly status: 'principal_gone' }

export interface KeyChange {
  readonly keyId: string
  readonly label?: string | null
  readonly expiresAt?: Instant
  readonly caps?: Caps
  /**
   * All classes that are capped after the change. A class that had a budget before keeps it, with what it counts; one that is
   * not named keeps it without caps; a new one counts from now on, in the windows of the key's own budget.
   */
  readonly classBudgets?: readonly NewClassBudget[]
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

export interface Reach {
  /** Of the keys that are not revoked yet. */
  readonly keyIds: readonly string[]
  /** Calls of theirs that are under way: they still come to their end. */
  readonly callsUnderWay: number
  readonly openHolds: number
  /** What the keys' own budgets count as held, unknown holds included. */
  readonly held: MicroUsd
  /** Names of the runs that would be closed. */
  readonly runs: readonly string[]
}

export interface KeyFilter {
  readonly vendor?: string
  readonly connection?: string
  readonly label?: string
  readonly run?: string
  readonly budget?: string
  /** `live`: active or exhausted. */
  readonly status?: 'active' | 'expired' | 'revoked' | 'exhausted' | 'live'
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
    | { readonly status: 'replayed'; readonly key: KeyRecord; readonly present: KeyWithBudgets }
    | { readonly status: 'idempotency_mismatch' }
    | { readonly status: 'free' }
  >
  /** Hot-path read by the bearer's public part. */
  keyByLookup(lookup: string): Promise<KeyRecord | null>
  key(id: string, at: Instant): Promise<KeyWithBudgets | null>
  /** @throws RangeError for a cursor that no list gives */
  keys(filter: KeyFilter): Promise<Page<KeyWithBudgets>>
  /** `revoked` also where an expired key could only come back to a connection or principal that is gone. */
  changeKey(
    actor: Actor,
    change: KeyChange,
  ): Promise<
    { readonly status: 'changed'; readonly key: KeyRecord } | { readonly status: 'not_found' | 'conflict' | 'revoked' }
  >
  /** Revokes all live keys that match; by run it also closes the run, also where its keys share no budget. Ids of the keys it revoked now. */
  revokeKeys(
    actor: Actor,
    selector: KeySelector,
    reason: string | null,
  ): Promise<{ readonly keyIds: readonly string[] }>

  /** What `revokeKeys` would end now. Nothing is changed. */
  reach(selector: KeySelector, at: Instant): Promise<Reach>

  createBudget(
    actor: Actor,
    budget: NewBudget,
  ): Promise<{ readonly status: 'created'; readonly budget: BudgetRecord } | { readonly status: 'name_taken' }>
  budget(idOrName: string, at: Instant): Promise<BudgetRecord | null>
  /** @throws RangeError for a cursor that no list gives */
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
    /** With `from`, only where caps and day rule are still these: else `conflict`, with the budget as it stands. */
    change: {
      readonly caps?: Caps
      readonly dayReset?: DayReset
      readonly from?: Pick<BudgetView, 'caps' | 'dayReset'>
    },
  ): Promise<
    { readonly status: 'changed' | 'conflict'; readonly budget: BudgetRecord } | { readonly status: 'not_found' }
  >
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
    /** With `fromRevision`, only where it is still this one: else `conflict`, with the connection as it stands. */
    change: Partial<Pick<ConnectionRecord, 'vendor' | 'secret' | 'secretRef' | 'document' | 'sandbox'>> & {
      readonly caps?: Caps
      readonly fromRevision?: number
    },
  ): Promise<
    | { readonly status: 'changed' | 'conflict'; readonly connection: ConnectionRecord }
    | { readonly status: 'not_found' }
  >
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
  holdings(principalId: string, at: Instant): Promise<Holdings>
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

  /** The session is over, on every process. It is remembered until `until`, from when it would not be valid any more. */
  endSession(sessionId: string, until: Instant, at: Instant): Promise<void>
  isSessionEnded(sessionId: string): Promise<boolean>

  /** Small settings that must survive a restart: generated names, the last applied credentials' hashes. */
  setting(name: string): Promise<string | null>
  setSetting(name: string, value: string): Promise<void>
}
