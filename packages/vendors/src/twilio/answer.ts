/** What a Twilio answer proves. Twilio replays nothing: each answer speaks of its own attempt alone. */
import { type Json, type MicroUsd, type ReadRequest, ZERO_USD } from '@keybrake/core'
import type { Operation, Price, PriceContext, Reading, VendorAnswer, Verdict } from '../adapter.ts'
import { segmentsOf } from '../shared/matcher.ts'
import { at, integerAt, isObject, isPresent, textAt } from '../shared/read-json.ts'
import { billed } from './rates/billed.ts'
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
    vendorObjectId: objectOf(operation, answer.json),
    error: answer.status >= 400 && code !== null ? String(code) : null,
  }
}

function objectOf(operation: Operation | null, json: Json | undefined): string | null {
  const own = operation === null || json === undefined ? undefined : RULES[operation.name]?.objectOf?.(json)
  return own ?? textAt(json, 'sid')
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
  const shown = rule?.priceFromSuccess?.(call, json) ?? null
  const counted = larger(amountOf(estimate), shown === null ? ZERO_USD : amountOf(shown))
  const willState = rule === undefined || rule.statedLater?.(call) === true
  const price = at(json, 'price')
  if (!isPresent(price)) return performed(counted, willState || rule?.recurs === true)
  const stated = billed(price, textAt(json, 'price_unit') ?? 'USD', context)
  if (!stated.ok) return unknown(stated.why)
  return performed(willState ? stated.amount : larger(counted, stated.amount), false)
}

const amountOf = (price: Price): MicroUsd => (price.kind === 'known' ? price.amount : ZERO_USD)
const larger = (a: MicroUsd, b: MicroUsd): MicroUsd => (a > b ? a : b)

function otherAccount(call: TwilioCall, json: Json): string | null {
  const [, accounts = '', account = ''] = segmentsOf(call.path)
  if (accounts !== 'Accounts' || !isPresent(at(json, 'account_sid'))) return null
  return textAt(json, 'account_sid') === account ? null : 'the answer is about another account'
}
