/** What a cost rule of a Twilio operation looks like, and the small words rules are written in. */
import type { Body, Json, ParameterRules, ReadRequest } from '@keybrake/core'
import type { Price, PriceContext } from '../../adapter.ts'
import { allFields } from '../../shared/fields.ts'
import type { Rate, Settings } from '../rates/rate.ts'

export interface TwilioParameters {
  readonly path: string
  /** A name that stands more than once has several values, in order. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  readonly body: Body
}

export interface TwilioCall extends TwilioParameters {
  readonly settings: Settings
  readonly rules: ParameterRules
}

export interface Rule {
  /** For `GET /vault/vendors`. */
  readonly sentence: string
  price(call: TwilioCall): Price
  /** Something present in a success that contradicts the request, in words. */
  contradiction?(call: TwilioCall, json: Json): string | null
  /** What a success shows the call to cost, where it shows more than was estimated. */
  priceFromSuccess?(call: TwilioCall, json: Json): Price
  /** The price that Twilio states later is all that the call costs. Absent: what was counted stands. */
  statedLater?(call: TwilioCall): boolean
  /** Goes on costing without another call: an operator allowed it, and its row says so. */
  readonly recurs?: true
  /** The object by which Twilio states the price later, where it is not the answer's own `sid`. */
  objectOf?(json: Json): string | null
}

export function twilioCall(request: ReadRequest, context: PriceContext): TwilioCall {
  return { ...twilioParameters(request), settings: context.connection.settings, rules: context.rules ?? {} }
}

export function twilioParameters(request: ReadRequest): TwilioParameters {
  const fields = new Map<string, string[]>()
  for (const [name, value] of allFields(request)) {
    const values = fields.get(name)
    if (values === undefined) fields.set(name, [value])
    else values.push(value)
  }
  return { path: request.path, fields, body: request.body }
}

export const first = (call: TwilioParameters, name: string): string | undefined => call.fields.get(name)?.[0]

export const isTrue = (call: TwilioParameters, name: string): boolean => first(call, name)?.toLowerCase() === 'true'

/** Sent with any value but the empty one and `false`. */
export const isAsked = (call: TwilioParameters, name: string): boolean => {
  const value = first(call, name)?.toLowerCase() ?? ''
  return value !== '' && value !== 'false'
}

export const unknown = (why: string): Price => ({ kind: 'unknown', why, ruled: true })

/** No number, but a key that may make calls of unknown cost may make this one. */
export const unruled = (why: string): Price => ({ kind: 'unknown', why, ruled: false })

/** List prices carry more decimals than a currency has, so no minor units are stated. */
export const priceOf = (rate: Rate): Price =>
  rate.ok ? { kind: 'known', amount: rate.amount, money: null, object: null } : unknown(rate.why)
