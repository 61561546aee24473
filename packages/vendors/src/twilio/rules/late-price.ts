/** The price that Twilio states some time after the call: of a message, of a phone call, of a verification's attempt. */
import { addUsd, type Json, type MicroUsd, ZERO_USD } from '@keybrake/core'
import type { LatePrice, PricedLater, PriceContext, Question, VendorAnswer } from '../../adapter.ts'
import { segmentsOf } from '../../shared/matcher.ts'
import { at, isPresent, textAt } from '../../shared/read-json.ts'
import { isNumber } from '../rates/address.ts'
import { billed } from '../rates/billed.ts'
import { countriesOf } from '../rates/dial-codes.ts'
import { rateOf } from '../rates/rate.ts'
import { FAILED_MESSAGE_USD, VERIFICATION_USD } from '../rates/services.ts'

interface Place {
  /** What the object's id begins with. */
  readonly id: RegExp
  readonly question: (call: PricedLater) => Omit<Question, 'name' | 'query'>
  readonly read: (json: Json, context: PriceContext) => LatePrice
}

const ofAccount = (call: PricedLater, collection: string): Omit<Question, 'name' | 'query'> => {
  const account = segmentsOf(call.path)[2] ?? ''
  return { product: 'api', path: `/2010-04-01/Accounts/${account}/${collection}/${call.object}.json` }
}

const PLACES: Readonly<Record<string, Place>> = {
  'messages.create': {
    id: /^(?:SM|MM)[0-9a-f]{32}$/,
    question: (call) => ofAccount(call, 'Messages'),
    read: readMessage,
  },
  'calls.create': { id: /^CA[0-9a-f]{32}$/, question: (call) => ofAccount(call, 'Calls'), read: readCall },
  'verify.services.verifications.create': {
    id: /^VL[0-9a-f]{32}$/,
    question: (call) => ({ product: 'verify', path: `/v2/Attempts/${call.object}` }),
    read: readAttempt,
  },
}

const placeOf = (operation: string): Place | undefined =>
  Object.hasOwn(PLACES, operation) ? PLACES[operation] : undefined

/** What is counted of numbers and lookups is final, and so is what has no rule. */
export function latePrice(call: PricedLater): Question | null {
  const place = placeOf(call.operation)
  return place?.id.test(call.object) === true ? { name: 'late price', ...place.question(call), query: [] } : null
}

export function readLatePrice(call: PricedLater, answer: VendorAnswer, context: PriceContext): LatePrice {
  const { status, json } = answer
  if (status === 404) return unknown('Twilio has it no more')
  if (status !== 200 || json === undefined) return NOT_YET
  if (textAt(json, 'sid') !== call.object) return unknown('the answer is about something else')
  return placeOf(call.operation)?.read(json, context) ?? unknown('no price is stated later for this operation')
}

const NOT_YET: LatePrice = { kind: 'not_yet' }
const unknown = (why: string): LatePrice => ({ kind: 'unknown', why })

const known = (actual: MicroUsd, to: string | null): LatePrice => ({
  kind: 'known',
  actual,
  money: null,
  route: to === null || !isNumber(to) ? null : countriesOf(to).join('/') || null,
})

function stated(price: Json, unit: string, to: string | null, context: PriceContext): LatePrice {
  const amount = billed(price, unit, context)
  return amount.ok ? known(amount.amount, to) : unknown(amount.why)
}

/**
 * The price includes the carriers' fees and can come a day after delivery. A message that failed has none, but can have a
 * processing fee that is stated nowhere; one that was canceled cost nothing.
 */
function readMessage(json: Json, context: PriceContext): LatePrice {
  const price = at(json, 'price')
  const to = textAt(json, 'to')
  if (isPresent(price)) return stated(price, textAt(json, 'price_unit') ?? 'USD', to, context)
  const status = textAt(json, 'status')
  if (status === 'canceled') return known(ZERO_USD, to)
  if (status !== 'failed') return NOT_YET
  const fee = rateOf(context.connection.settings, ['failed_message'], FAILED_MESSAGE_USD)
  return fee.ok ? known(fee.amount, to) : unknown(fee.why)
}

/** A call that nobody took costs nothing. */
const UNANSWERED = new Set(['busy', 'failed', 'no-answer', 'canceled'])

function readCall(json: Json, context: PriceContext): LatePrice {
  const price = at(json, 'price')
  const to = textAt(json, 'to')
  if (isPresent(price)) return stated(price, textAt(json, 'price_unit') ?? 'USD', to, context)
  return UNANSWERED.has(textAt(json, 'status') ?? '') ? known(ZERO_USD, to) : NOT_YET
}

/** The channel's price. The fee of a verification that succeeds is not in it, and stays counted. */
function readAttempt(json: Json, context: PriceContext): LatePrice {
  const price = at(json, 'price')
  const value = at(price, 'value')
  if (!isPresent(value)) return NOT_YET
  const to = textAt(json, 'channel_data', 'to')
  const channel = stated(value, textAt(price, 'currency') ?? 'usd', to, context)
  const fee = rateOf(context.connection.settings, ['verification'], VERIFICATION_USD)
  if (channel.kind !== 'known') return channel
  return fee.ok ? { ...channel, actual: addUsd(channel.actual, fee.amount) } : unknown(fee.why)
}
