/**
 * The contract every vendor meets. An adapter is pure: it reads requests and answers and says what they mean and cost.
 * It holds no secret, opens no socket and knows no other vendor. Adding a vendor is copying a folder.
 *
 * Order of use in a call: `locate` → `operation` → `checkAccount` → (body read by `bodyForm`) → `price` [→ `ask` →
 * `priceFromAnswer`] → `additions` → `authorise` → (vendor answers) → `classify`. Refusals of ours go out through `refusal`.
 */
import type {
  Field,
  Instant,
  Json,
  Method,
  MicroUsd,
  MoneyClass,
  ParameterRules,
  ReadRequest,
  Refusal,
} from '@keybrake/core'

/** Which write an endpoint is, and what the proxy may do with it. Found by table, from method, product and path. */
export interface Operation {
  /** The public name used in allowlists and audit rows: `payment_intents.create`. */
  readonly name: string
  /** The documented form, with `{id}` for a variable segment: `POST /v1/payment_intents/{id}/confirm`. */
  readonly endpoint: string
  readonly effect: 'read' | 'write'
  /** Mints or shows credentials: refused unless opened by name on both the key and the connection. */
  readonly closed: boolean
  readonly bodyForm: 'form' | 'json' | 'none'
  /** The vendor honours `Idempotency-Key` here; null where it does not. */
  readonly idempotency: { readonly windowMs: number } | null
  /** Answers are streamed on even though the call is a write. */
  readonly stream: boolean
  /** One sentence for `GET /vault/vendors`: how the cost is found. */
  readonly costRule: string
  /** What kind of money it moves where it can cost; null where it moves none, or where nothing is known of it. */
  readonly moneyClass: MoneyClass | null
}

/** Where the caller wants to go, after routing: the product (host family) and the canonical vendor path. */
export interface Location {
  readonly product: string
  readonly path: string
}

/** Facts about a connection that adapters may see. Never the secret. */
export interface ConnectionFacts {
  readonly name: string
  readonly vendor: string
  /** Twilio account SID, Stripe account id where known; null otherwise. */
  readonly account: string | null
  readonly correlate: boolean
  /** Operator's own prices and rates where they replace ours, by the names the vendor's `settings` documents. */
  readonly settings: Readonly<Record<string, string>>
}

export interface PriceContext {
  readonly connection: ConnectionFacts
  readonly at: Instant
  /**
   * The policy's rules on parameters, which the request has already passed: what they fix to certain values may be relied on
   * (the instructions of a Twilio call). Absent where no policy is at hand: then nothing is fixed.
   */
  readonly rules?: ParameterRules
}

/** Original money as the vendor states it, kept in the audit row. */
export interface Money {
  /** Integer in the vendor's minor unit, decimal text. */
  readonly amount: string
  readonly currency: string
  /** Units of currency per USD with the margin applied, decimal text; `1` for USD. */
  readonly rate: string
}

/** The upper bound of what a call may move, known before it leaves. */
export type Price =
  | { readonly kind: 'free' }
  | {
      readonly kind: 'known'
      readonly amount: MicroUsd
      readonly money: Money | null
      /**
       * The vendor object whose TOTAL this amount is (`pi_1` for update, confirm, capture, increment): the ledger
       * reserves only what the budget's window does not count for it yet. Null for a call that makes a new object.
       */
      readonly object: string | null
      /** Other objects that a call could change the amount by: they are locked too, and the question is put again. */
      readonly depends?: readonly string[]
    }
  /** The request does not state the amount: put this question to the vendor first. */
  | { readonly kind: 'ask'; readonly question: Question }
  /** `ruled`: a rule exists but yields no number, so the call is refused whatever the key says. */
  | { readonly kind: 'unknown'; readonly why: string; readonly ruled: boolean }

/** A read put to the vendor with the real secret, before the hold: from a closed list per vendor (`questions`). */
export interface Question {
  readonly name: string
  readonly product: string
  /** Left out: GET. POST only for what the vendor documents as a preview that changes nothing; it takes no idempotency key. */
  readonly method?: 'POST'
  readonly path: string
  readonly query: readonly Field[]
  /** With POST. */
  readonly form?: readonly Field[]
}

/** A vendor's answer as read from the wire. Body bytes are kept for the caller; `json` is for us. */
export interface VendorAnswer {
  readonly status: number
  /** Lower-case names. A repeated header is joined by `, `. */
  readonly headers: ReadonlyMap<string, string>
  /** The parsed body, or undefined where it is not JSON or was not read whole. */
  readonly json: Json | undefined
}

export type Verdict =
  | {
      readonly kind: 'performed'
      /** What the call cost, in total for `object` where there is one, else by itself. */
      readonly actual: MicroUsd
      readonly money: Money | null
      /** The object that now counts (`pi_1`), or null where nothing later can refer to it. */
      readonly object: string | null
      /** The answer proves that nothing moved and nothing can any more (`canceled`, `amount_received: 0`). */
      readonly givesBack: boolean
      /**
       * A failure that left `object` as it was, still payable: what this call counts stands, and what others count for the
       * object is not replaced by it.
       */
      readonly keeps?: true
      /** The price will be known later (Twilio): `actual` is the list price and stands until then. */
      readonly later: boolean
    }
  /**
   * A definite failure that left nothing payable. `endsUnknown`: it also proves that an earlier attempt of unknown fate
   * under the same idempotency key did nothing (Stripe 4xx other than 401, 403, 409, 429 and `idempotency_error`).
   */
  | { readonly kind: 'not_performed'; readonly endsUnknown: boolean }
  /** Money may have moved. The hold stays. */
  | { readonly kind: 'unknown'; readonly why: string }

export interface Reading {
  readonly verdict: Verdict
  /** The vendor marked the answer as a replay of an earlier one with the same idempotency key. */
  readonly replayed: boolean
  readonly vendorRequestId: string | null
  readonly vendorObjectId: string | null
  /** The vendor's error code or type, for the audit row; null on success. */
  readonly error: string | null
}

/** A performed call whose price the vendor states later, as its audit row names it. */
export interface PricedLater {
  readonly operation: string
  /** The canonical vendor path that was sent. */
  readonly path: string
  /** `vendorObjectId` of the call's reading. */
  readonly object: string
}

/** What the vendor says of it now. `not_yet`: ask again later; until then, and after the last time, the list price stands. */
export type LatePrice =
  | {
      readonly kind: 'known'
      readonly actual: MicroUsd
      readonly money: Money | null
      /** What list prices differ by, where the vendor says it: the recipient's country, `US`; `PS/IL` where it may be either. */
      readonly route: string | null
    }
  | { readonly kind: 'not_yet' }
  /** It will never be known this way: the list price stands. */
  | { readonly kind: 'unknown'; readonly why: string }

/** A call whose outcome nobody knows, as its audit row keeps it. */
export interface LostCall {
  readonly callId: string
  readonly at: Instant
  readonly operation: string
  readonly path: string
  /** As `redact` left it. */
  readonly request: Readonly<Record<string, string>>
}

/** One movement in the vendor's own books, for the report of what did not pass the proxy. */
export interface Movement {
  readonly id: string
  /** The vendor's word for it: `charge`, `payout`, `stripe_fee`. */
  readonly type: string
  readonly at: Instant
  /** Integer in minor units as the vendor states it, decimal text; negative where money went out. */
  readonly amount: string
  readonly currency: string
  /** Ids by which a row of ours knows this very movement (`ch_1`, `pi_1`); not those of what it only refers to. */
  readonly objects: readonly string[]
  /** Our mark on them: the id of the first call. */
  readonly callId: string | null
}

export interface MovementsPage {
  readonly movements: readonly Movement[]
  /** What to go on from, or null at the end. */
  readonly next: string | null
}

export interface RenderedRefusal {
  readonly status: number
  readonly headers: readonly Field[]
  readonly body: string
}

/** Follows one streamed answer. */
export interface StreamReader {
  /** The bytes are read before it returns, and not kept. */
  chunk(bytes: Uint8Array): void
  /** The answer ended in order: what it said, or undefined where that is not enough to settle by. */
  end(): Json | undefined
}

/** What a connection stores as its secret: one text for Stripe and Resend, SID and token for Twilio. */
export type ConnectionSecret = Readonly<Record<string, string>>

export interface VendorAdapter {
  readonly vendor: string
  /**
   * Default origin per product, `https://api.stripe.com`. The first one is `api`. `{shop}` in one stands for a setting of the
   * connection: one label of a host.
   */
  readonly origins: Readonly<Record<string, string>>
  /** First path segments that belong to this vendor at the root: `/v1`, `/2010-04-01`, `/emails`. */
  readonly roots: readonly string[]
  /** Names of the secret's fields, in the order the admin API documents them: `['secret_key']`. */
  readonly secretFields: readonly string[]
  /** What a field of the secret begins with, where the vendor says so: one of these. */
  readonly secretForms?: Readonly<Record<string, readonly string[]>>
  /** Names of the request fields that `additions` may add, for `GET /vault/vendors`. */
  readonly addedFields: readonly string[]
  /** Where a vault key may arrive besides Bearer. */
  readonly credentialForms: readonly ('basic_user' | 'basic_password')[]
  /** Lower-case name of the header in which this vendor's SDKs send their key (`x-api-key`), or null. */
  readonly credentialHeader: string | null
  readonly bodyLimitBytes: number
  /** How a body is read where no known operation says so. */
  readonly bodyForm: 'form' | 'json'
  /** A form field may stand more than once and then is a list (Twilio `MediaUrl`). */
  readonly repeatsFields: boolean
  /** Lower-case request headers that go upstream when the caller sent them. */
  readonly requestHeaders: readonly string[]
  /**
   * Those of them that are part of what a call is: they name its account, or decide whether and how the vendor takes it.
   * Two calls that differ here are never attempts of one, or a header that the vendor rejects before it looks at the
   * idempotency key could be passed off as proof about the first call.
   */
  readonly identityHeaders: readonly string[]
  /** Answers hold absolute links to the vendor's hosts (`next_page_url`): they are rewritten to stay inside the proxy. */
  readonly rewritesLinks: boolean
  /** Lower-case response headers that come down. */
  readonly responseHeaders: readonly string[]
  /** Whole-call deadline in milliseconds. */
  readonly deadlineMs: number
  readonly operations: readonly Operation[]

  /**
   * From the segments after routing to product and vendor path: collapses a doubled version segment, takes a leading
   * product name, sends Stripe's files and connect paths to their hosts. Null where the vendor has no such path.
   */
  locate(path: string, hostProduct: string | null): Location | null
  /** The known operation at this place, in every API version and format suffix, or null. */
  operation(method: Method, product: string, path: string): Operation | null
  /** An allowlist entry as it applies to this connection: the stand-in `_` for the account becomes the real one. */
  localEntry(entry: string, connection: ConnectionFacts): string
  /**
   * Replaces a stand-in for the account in the path (Twilio `_` or the key's id) and refuses another account; checks
   * account headers. Returns the path that is sent, or the account that is not allowed.
   */
  checkAccount(
    request: Pick<ReadRequest, 'path' | 'headers'>,
    policy: { readonly accounts: readonly string[]; readonly keyId: string },
    connection: ConnectionFacts,
  ): { readonly path: string } | { readonly refused: string }
  /** Same for accounts and reserved names in the decoded body and query; null when all is well. */
  checkParameters(
    request: ReadRequest,
    policy: { readonly accounts: readonly string[] },
  ): {
    readonly code: 'account_not_allowed' | 'parameter_not_allowed' | 'ambiguous_body'
    readonly parameter: string
    readonly why: string
  } | null
  price(operation: Operation | null, request: ReadRequest, context: PriceContext): Price
  /** Second half of `ask`. An answer that gives no number yields `unknown` with `ruled: true`. */
  priceFromAnswer(
    operation: Operation,
    request: ReadRequest,
    question: Question,
    answer: VendorAnswer,
    context: PriceContext,
  ): Price
  /** Objects the request names: calls that share one are admitted one after another. */
  objectsNamed(operation: Operation | null, request: ReadRequest): readonly string[]
  /** How long the vendor honours an idempotency key on a write that no table lists; null where it takes none. */
  readonly unlistedIdempotency: (method: Method, path: string) => { readonly windowMs: number } | null
  /** Fields the proxy adds (`metadata[keybrake_call]`), for the id of the first call with the idempotency key. */
  additions(
    operation: Operation | null,
    request: ReadRequest,
    firstCallId: string,
    connection: ConnectionFacts,
  ): readonly Field[]
  /** Whether the secret is of the vendor's test mode; absent where secrets do not show it. */
  readonly mode?: (secret: ConnectionSecret) => 'test' | 'live' | null
  /** The header lines that carry the real secret, in the vendor's own form. */
  authorise(secret: ConnectionSecret): readonly Field[]
  classify(
    operation: Operation | null,
    request: ReadRequest,
    estimate: Price,
    answer: VendorAnswer,
    context: PriceContext,
  ): Reading
  /**
   * For an operation that streams: reads its answer while it passes, so that `classify` gets as `json` what the stream said.
   * Left out, or null: the hold stands in full.
   */
  streamReader?(operation: Operation, contentType: string | undefined): StreamReader | null
  /** For a verdict with `later: true`: where its price will be found, or null where no answer of the vendor holds it. */
  latePrice?(call: PricedLater): Question | null
  /** Asks the answer to that question. An answer about anything else is `unknown`. */
  readLatePrice?(call: PricedLater, answer: VendorAnswer, context: PriceContext): LatePrice
  /**
   * A read that can prove what a call of unknown fate did, because its object carries our mark; null where none can. A vendor
   * whose objects carry no mark leaves the pair out: likeness is no proof.
   */
  find?(lost: LostCall, connection: ConnectionFacts): Question | null
  /** The proof in the answer, or the next page to look at. Null: it is not among them, which proves nothing. */
  readFound?(
    lost: LostCall,
    question: Question,
    answer: VendorAnswer,
    context: PriceContext,
  ): Extract<Verdict, { kind: 'performed' }> | Extract<Price, { kind: 'ask' }> | null
  /** The vendor's own books from `since` on, newest first. `after` is the `next` of the page before. */
  movements?(since: Instant, after: string | null): Question
  /** A page of them; null where the answer is none. */
  readMovements?(answer: VendorAnswer): MovementsPage | null
  /** What of the request is kept in the audit log: amounts, currency, object ids, masked recipients; every other value is dropped. */
  redact(operation: Operation | null, request: ReadRequest): Readonly<Record<string, string>>
  /** The refusal in this vendor's own error shape plus ours (SPEC section 5). `callId` is null before one exists. */
  refusal(refusal: Refusal, callId: string | null): RenderedRefusal
}
