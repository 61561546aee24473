/** What a cost rule of a Stripe operation looks like, and the small words rules are written in. */
import type { Field, Instant, Json, ReadRequest } from '@keybrake/core'
import type { Price, PriceContext, Question, VendorAnswer } from '../../adapter.ts'
import { FieldList } from '../../shared/fields.ts'
import { segmentAt } from '../../shared/matcher.ts'
import { integerAt, textAt } from '../../shared/read-json.ts'
import { convert } from './currency.ts'

/** What the rules of a call read of its request. */
export class StripeParameters {
  readonly fields: FieldList
  /** The body where it is JSON (v2). */
  readonly json: Json | undefined
  readonly #path: string

  constructor(request: ReadRequest) {
    this.fields = new FieldList(request)
    this.json = request.body.kind === 'json' ? request.body.value : undefined
    this.#path = request.path
  }

  /** A segment of the path, counted from 0: `/v1/charges/ch_1/capture` has `ch_1` at 2. */
  segment(index: number): string | undefined {
    return segmentAt(this.#path, index)
  }
}

export class StripeCall extends StripeParameters {
  readonly at: Instant
  readonly settings: PriceContext['connection']['settings']

  constructor(request: ReadRequest, context: PriceContext) {
    super(request)
    this.at = context.at
    this.settings = context.connection.settings
  }
}

export interface Rule {
  /** For `GET /vault/vendors`. */
  readonly sentence: string
  price(call: StripeCall): Price
  /** Second half, where `price` asks. `asked` is the object the question is about, or the preview it asked for. */
  priceFromAnswer?(call: StripeCall, asked: Json): Price
  /** The `object` type of a success; empty where the API version decides. */
  readonly answers: string
  /** Objects the request names besides the one in its path. */
  named?(call: StripeParameters): readonly string[]
  /** The answer is about another object than the path names: one that the call made. */
  readonly makesAnother?: true
  /** The object whose total the call counts, where the price names none. Left out: the one that is answered. */
  counts?(answer: Json): string | null
  /** The answer's field that repeats the request's `amount`, null where none does. Left out: `amount`. */
  readonly repeats?: string | null
  /** The answer says nothing of what is counted, or less than can still come of it: the price stands. */
  readonly settlesAsPriced?: true | ((call: StripeParameters) => boolean)
  /** Where its price is not known, Stripe may go on charging without another call. */
  readonly latent?: true
  /** The object it makes carries metadata, and is listed here: our mark finds it again. */
  readonly listed?: Listed
}

/** A list of Stripe's that holds what an operation made. */
export interface Listed {
  /** Its path; `{id}` is the id in the operation's own path. */
  readonly path: string
  /** Request fields that narrow it, as it names them too. */
  readonly by: readonly string[]
  /** It can be asked from a time on. */
  readonly byTime: boolean
}

export const unknown = (why: string): Price => ({ kind: 'unknown', why, ruled: true })

/** No number, but an operator may let a key make such calls: its rows say that more can come later. */
export const recurring = (why: string): Price => ({ kind: 'unknown', why, ruled: false })

export const FREE: Price = { kind: 'free' }

/** The price of `amount` minor units. `object`: whose total that is, or null for a new object. */
export function known(call: StripeCall, amount: bigint, currency: string, object: string | null): Price {
  const minor = size(amount)
  const converted = convert(minor, currency, call.at, call.settings)
  if (!converted.ok) return unknown(converted.why)
  return {
    kind: 'known',
    amount: converted.amount,
    money: { amount: String(minor), currency: currency.toLowerCase(), rate: converted.rate },
    object,
  }
}

const INTEGER = /^-?(?:0|[1-9][0-9]{0,11})$/

/** The integer in this field: null where it is absent, undefined where it is something else. */
export function stated(call: StripeParameters, name: string): bigint | null | undefined {
  const text = call.fields.get(name)
  if (text === undefined) return null
  return INTEGER.test(text) ? BigInt(text) : undefined
}

export const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount)

export const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

const ID = /^[a-z]{2,8}_[A-Za-z0-9_]{1,250}$/

/** An object id fit to be put into a question's path, with one of these prefixes; null for anything else. */
export function objectId(text: string | undefined, ...prefixes: readonly string[]): string | null {
  return text !== undefined && ID.test(text) && prefixes.some((prefix) => text.startsWith(`${prefix}_`)) ? text : null
}

/** Same, where Stripe's description shows no prefix that could be relied on. */
export const anyId = (text: string | undefined): string | null => (text !== undefined && ID.test(text) ? text : null)

/** A read of one object; the id must have passed {@link objectId}. */
export const ask = (path: string, query: Question['query'] = []): Price => ({
  kind: 'ask',
  question: { name: path.slice(0, path.lastIndexOf('/')), product: 'api', path, query },
})

/** What an invoice with these fields would come to. Stripe keeps nothing of it. Source: docs.stripe.com/api/invoices/create_preview. */
export const askPreview = (form: readonly Field[]): Price => ({
  kind: 'ask',
  question: { name: 'preview', product: 'api', method: 'POST', path: INVOICE_PREVIEW, query: [], form },
})

const INVOICE_PREVIEW = '/v1/invoices/create_preview'
export const CREDIT_NOTE_PREVIEW = '/v1/credit_notes/preview'

/** Answers to these are no stored object, so no id can be compared: their type is. */
const PREVIEWS: ReadonlyMap<string, string> = new Map([
  [INVOICE_PREVIEW, 'invoice'],
  [CREDIT_NOTE_PREVIEW, 'credit_note'],
])

/** The object of the expected id, or the expected preview, in an answer to a question; null for anything else. */
export function askedObject({ status, json }: VendorAnswer, question: Question): Json | null {
  if (status !== 200 || json === undefined) return null
  const preview = PREVIEWS.get(question.path)
  if (preview !== undefined) return textAt(json, 'object') === preview ? json : null
  return textAt(json, 'id') === question.path.slice(question.path.lastIndexOf('/') + 1) ? json : null
}

/** An amount in minor units of its currency. */
export interface Minor {
  readonly amount: bigint
  readonly currency: string
}

/** An amount and currency as an object states them. */
export function moneyOf(object: Json | undefined, name: string): Minor | null {
  const amount = integerAt(object, name)
  const currency = textAt(object, 'currency')
  return amount === null || currency === null ? null : { amount, currency }
}

/** For an operation whose amount and currency stand in the request and that makes a new object. */
export function statedPrice(call: StripeCall): Price {
  const amount = stated(call, 'amount')
  const currency = call.fields.get('currency')
  if (amount === undefined || amount === null) return unknown('amount is missing or is no plain integer')
  if (currency === undefined) return unknown('currency is missing')
  return known(call, amount, currency, null)
}
