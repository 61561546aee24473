/** What a Twilio answer proves. Twilio replays nothing: each answer speaks of its own attempt alone. */
import { type Json, type MicroUsd, type ReadRequest, ZERO_USD } from '@keybrake/core'
import type { Operation, Price, PriceContext, Reading, VendorAnswer, Verdict } from '../adapter.ts'
import { toMicroUsd } from '../shared/fx.ts'
import { segmentsOf } from '../shared/matcher.ts'
import { at, integerAt, isObject, isPresent, textAt } from '../shared/read-json.ts'
import { RULES } from './rules/all.ts'
import { type TwilioCall, twilioCall } from './rules/rule.ts'

export function classify(
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  answer: VendorAnswer,
  context: PriceContext,
): Reading {
  const code = integerAt(answer.json, 'code')
  return {
    verdict: verdictOf(operation, request, estimate, answer, context),
    replayed: false,
    vendorRequestId: answer.headers.get('twilio-request-id') ?? null,
    vendorObjectId: textAt(answer.json, 'sid'),
    error: answer.status >= 400 && code !== null ? String(code) : null,
  }
}

function verdictOf(
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  answer: VendorAnswer,
  context: PriceContext,
): Verdict {
  const { status, json } = answer
  const success = status >= 200 && status < 300
  // A deletion answers nothing, a recording answers sound.
  if (status === 204 || (success && estimate.kind === 'free')) return performed(amountOf(estimate), false)
  if (json === undefined || !isObject(json)) return unknown(`the answer (status ${status}) could not be read`)
  if (success) return priced(operation, request, estimate, json, context)
  if (status < 400 || status >= 500 || status === 408 || status === 409 || status === 425)
    return unknown(`Twilio answered ${status}`)
  if (!isError(json)) return unknown(`the answer (status ${status}) is none of Twilio’s`)
  return { kind: 'not_performed', endsUnknown: false }
}

const unknown = (why: string): Verdict => ({ kind: 'unknown', why })

/** The old shape has `code` and `message`, the newer one (RFC 9457) `title` and `status`. */
const isError = (json: Json): boolean =>
  (integerAt(json, 'code') !== null && textAt(json, 'message') !== null) ||
  (textAt(json, 'title') !== null && integerAt(json, 'status') !== null)

const performed = (actual: MicroUsd, later: boolean): Verdict => ({
  kind: 'performed',
  actual,
  money: null,
  object: null,
  givesBack: false,
  later,
})

function priced(
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  json: Json,
  context: PriceContext,
): Verdict {
  const call = twilioCall(request, context)
  const rule = operation === null ? undefined : RULES[operation.name]
  const wrong = otherAccount(call, json) ?? rule?.contradiction?.(call, json) ?? null
  if (wrong !== null) return unknown(wrong)
  if (isPresent(at(json, 'price'))) return billed(json, context)
  const shown = rule?.priceFromSuccess?.(call, json) ?? null
  const actual = larger(amountOf(estimate), shown === null ? ZERO_USD : amountOf(shown))
  // Twilio states the price of what it sends once it was sent; a lookup's price is final.
  return performed(actual, rule === undefined || rule.priceFromSuccess !== undefined)
}

const amountOf = (price: Price): MicroUsd => (price.kind === 'known' ? price.amount : ZERO_USD)
const larger = (a: MicroUsd, b: MicroUsd): MicroUsd => (a > b ? a : b)

function otherAccount(call: TwilioCall, json: Json): string | null {
  const [, accounts = '', account = ''] = segmentsOf(call.path)
  if (accounts !== 'Accounts' || !isPresent(at(json, 'account_sid'))) return null
  return textAt(json, 'account_sid') === account ? null : 'the answer is about another account'
}

const PRICE = /^-?(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,10}))?$/
const UNIT = /^[A-Za-z]{3}$/

/** What Twilio billed: a charge is a negative number, in the account's currency. */
function billed(json: Json, context: PriceContext): Verdict {
  const [price, whole = '', decimals = ''] = PRICE.exec(textAt(json, 'price') ?? '') ?? []
  const unit = textAt(json, 'price_unit') ?? 'USD'
  if (price === undefined || !UNIT.test(unit)) return unknown('the answer states a price that could not be read')
  const billed = toMicroUsd(
    BigInt(whole + decimals),
    decimals.length,
    unit.toLowerCase(),
    context.at,
    context.connection.settings,
  )
  return billed.ok ? performed(billed.amount, false) : unknown(billed.why)
}
