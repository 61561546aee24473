/** What a cost rule of a Stripe operation looks like, and the small words rules are written in. */
import type { Instant, Json, ReadRequest } from '@keybrake/core'
import type { Price, PriceContext, Question, VendorAnswer } from '../../adapter.ts'
import { allFields } from '../../shared/fields.ts'
import { segmentsOf } from '../../shared/matcher.ts'
import { integerAt, textAt } from '../../shared/read-json.ts'
import { convert } from './currency.ts'

export interface StripeParameters {
  /** Path segments: `/v1/charges/ch_1/capture` → `['v1', 'charges', 'ch_1', 'capture']`. */
  readonly segments: readonly string[]
  readonly fields: ReadonlyMap<string, string>
}

export interface StripeCall extends StripeParameters {
  readonly at: Instant
  readonly settings: PriceContext['connection']['settings']
}

export interface Rule {
  /** For `GET /vault/vendors`. */
  readonly sentence: string
  price(call: StripeCall): Price
  /** Second half, where `price` asks. `asked` is the object the question is about. */
  priceFromAnswer?(call: StripeCall, asked: Json): Price
  /** The `object` type of a success. */
  readonly answers: string
  /** Objects the request names besides the one in its path. */
  named?(call: StripeParameters): readonly string[]
}

/** Of the request last asked about: each step of a call asks again, one after another. */
let latest: { readonly request: ReadRequest; readonly parameters: StripeParameters } | null = null

export function stripeParameters(request: ReadRequest): StripeParameters {
  if (latest?.request === request) return latest.parameters
  const parameters = { segments: segmentsOf(request.path), fields: new Map(allFields(request)) }
  latest = { request, parameters }
  return parameters
}

export function stripeCall(request: ReadRequest, context: PriceContext): StripeCall {
  const { segments, fields } = stripeParameters(request)
  return { segments, fields, at: context.at, settings: context.connection.settings }
}

export const unknown = (why: string): Price => ({ kind: 'unknown', why, ruled: true })

/** The price of `amount` minor units. `object`: whose total that is, or null for a new object. */
export function known(call: StripeCall, amount: bigint, currency: string, object: string | null): Price {
  const size = amount < 0n ? -amount : amount
  const converted = convert(size, currency, call.at, call.settings)
  if (!converted.ok) return unknown(converted.why)
  return {
    kind: 'known',
    amount: converted.amount,
    money: { amount: String(size), currency: currency.toLowerCase(), rate: converted.rate },
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

const ID = /^[a-z]{2,6}_[A-Za-z0-9_]{1,250}$/

/** An object id fit to be put into a question's path, with one of these prefixes; null for anything else. */
export function objectId(text: string | undefined, ...prefixes: readonly string[]): string | null {
  return text !== undefined && ID.test(text) && prefixes.some((prefix) => text.startsWith(`${prefix}_`)) ? text : null
}

/** A read of one object; the id must have passed {@link objectId}. */
export const ask = (path: string, query: Question['query'] = []): Price => ({
  kind: 'ask',
  question: { name: path.slice(0, path.lastIndexOf('/')), product: 'api', path, query },
})

/** The object of the expected type and id in an answer to a question, or null. */
export function askedObject(answer: VendorAnswer, question: Question): Json | null {
  const id = question.path.slice(question.path.lastIndexOf('/') + 1)
  return answer.status === 200 && answer.json !== undefined && textAt(answer.json, 'id') === id ? answer.json : null
}

/** An amount and currency as an object states them. */
export function moneyOf(object: Json, name: string): { readonly amount: bigint; readonly currency: string } | null {
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
