/**
 * Who may spend what. A store (SQLite, later PostgreSQL) implements `Store`; the conformance suite says what that means.
 *
 * Three promises hold at every commit: for every cap of every budget `spent + held <= cap` (but for a settlement above its
 * hold, which is recorded and flagged, and a cap that was lowered); a call draws on all of its budgets or on none; a
 * reservation ends once. A promise returned here resolves only when its change is durable, except where a comment says so.
 */
import type { BudgetLine, Code, Instant, MicroUsd, MoneyClass, RateLimit } from '@keybrake/core'

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
  /** Further ones, each drawn only by the calls of its class of money. */
  readonly classBudgets: readonly ClassBudget[]
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

export interface ClassBudget {
  readonly moneyClass: MoneyClass
  readonly budgetId: string
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
   * `refuse`: it does not (Twilio), so a call that may have happened is not sent a second time. A retry of a settled call is
   * answered with the answer that was kept of it; where none was, or its fate is unknown, `outcome_unknown`.
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
  /** The call draws on the key's budget of this class too, where it has one. */
  readonly moneyClass: MoneyClass | null
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
    /** `happened`: the first call is known to have happened; only its answer is not known here. */
    | { readonly code: 'outcome_unknown'; readonly firstCallId: string; readonly happened: boolean }
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
  /**
   * The vendor would do the call a second time: it is not sent, and ends with the answer that was kept of the first one.
   * `settle` closes it, at no cost.
   */
  | {
      readonly status: 'answered'
      readonly firstCallId: string
      readonly answer: Uint8Array
      readonly remaining: MicroUsd | null
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
  /** Kept until the claim's `endsAt`, for repeats: the caller's sealed bytes. Only for a claim that says `refuse`. */
  readonly answer?: Uint8Array
  /** `actual` is a list price: the vendor states the true one later, and is to be asked for it from then on. */
  readonly priceDueAt?: Instant
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

/** The true price of a settled call, known late: nobody waits for it any more. */
export interface Adjust {
  readonly at: Instant
  readonly callId: string
  readonly actual: MicroUsd
  readonly reason: string
  /** Further facts of the audit row, as one JSON object. */
  readonly facts?: string
}

/** A question about a call was put to its vendor, or is given up. Moves no money; the row has the facts, the log each of them. */
export interface RecordInquiry {
  readonly at: Instant
  readonly callId: string
  /** One JSON object. */
  readonly facts: string
  /** When to ask for a late price again; null: never. Left out where the question was about something else. */
  readonly priceDueAt?: Instant | null
}

/** A settled call whose vendor is to be asked for its price. */
export interface AwaitedPrice {
  readonly callId: string
  readonly connection: string
  readonly settledAt: Instant
  readonly dueAt: Instant
  /** How often it was asked for. */
  readonly asked: number
}

/** A hold whose fate is unknown while no call under it is under way. */
export interface UnknownHold {
  /** Calls of unknown fate, oldest first. */
  readonly callIds: readonly string[]
  /** The call whose id the vendor was sent with each of them. */
  readonly firstCallId: string
  readonly connection: string
  /** Then it becomes `assumed`. */
  readonly endsAt: Instant
}

export interface UnknownHolds {
  /** How many there are in all. */
  readonly total: number
  /** Those that end first, first. */
  readonly data: readonly UnknownHold[]
  readonly nextCursor: string | null
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
  /** Calls whose price is due to be asked for, the longest due first: at most `limitEach` of each connection. */
  awaitedPrices(at: Instant, limitEach: number): Promise<readonly AwaitedPrice[]>
  unknownHolds(limit: number, cursor: string | null): Promise<UnknownHolds>
  /** `already_closed` where the call is neither settled nor of unknown fate: then nothing is recorded, nor waited for. */
  recordInquiry(command: RecordInquiry): Promise<CloseResult>
  /** Erases the kept answers whose claims are over. Returns how many. */
  forgetAnswers(at: Instant): Promise<number>
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
