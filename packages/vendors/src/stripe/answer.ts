/** What a Stripe answer proves. Silence and contradiction prove nothing: the hold stays. */
import { type Json, type MicroUsd, type ReadRequest, ZERO_USD } from '@keybrake/core'
import type { Money, Operation, Price, PriceContext, Reading, VendorAnswer, Verdict } from '../adapter.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { at, isObject, isPresent, textAt } from '../shared/read-json.ts'
import { RULES } from './rules/all.ts'
import { contradiction } from './rules/contradiction.ts'
import { canStillBePaid, countedAmount, countedCurrency, intentAmount, isDead } from './rules/counted.ts'
import { known, type Minor, type Rule, stated, StripeCall } from './rules/rule.ts'

/** A failed payment leaves no object that can still be paid. */
const DEAD_ON_402 = new Set([
  'charges.create',
  'charges.capture',
  'refunds.create',
  'payouts.create',
  'transfers.create',
  'topups.create',
])

export function classify(
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  answer: VendorAnswer,
  context: PriceContext,
): Reading {
  const call = new StripeCall(request, context)
  const { json } = answer
  const failed = isPresent(at(json, 'error'))
  const replayed = answer.headers.get('idempotent-replayed')?.toLowerCase() === 'true'
  return {
    verdict: verdictOf(operation, call, estimate, answer, replayed),
    replayed,
    vendorRequestId: answer.headers.get('request-id') ?? null,
    vendorObjectId: textAt(json, 'id') ?? (failed ? textAt(json, 'error', 'payment_intent', 'id') : null),
    error: failed ? errorOf(json) : null,
  }
}

const errorOf = (json: Json | undefined): string | null =>
  textAt(json, 'error', 'code') ?? textAt(json, 'error', 'type') ?? textAt(json, 'error')

function verdictOf(
  operation: Operation | null,
  call: StripeCall,
  estimate: Price,
  answer: VendorAnswer,
  replayed: boolean,
): Verdict {
  const { status, json } = answer
  const succeeded = status >= 200 && status < 300
  // Reads stream past unread: a file or a list has nothing to say about money.
  if (succeeded && operation?.effect === 'read' && json === undefined) return performed({ actual: ZERO_USD })
  if (json === undefined || !isObject(json)) return unknown(`the answer (status ${status}) could not be read`)
  if (succeeded) return success(operation, call, estimate, json, replayed)
  if (status < 400 || status >= 500 || status === 408 || status === 409 || status === 425)
    return unknown(`Stripe answered ${status}`)
  if (!isPresent(at(json, 'error'))) return unknown(`the answer (status ${status}) is none of Stripe’s`)
  if (status === 401 || status === 403 || status === 429) return { kind: 'not_performed', endsUnknown: false }
  // The key was used with other parameters: what the first call did is not said.
  if (textAt(json, 'error', 'type') === 'idempotency_error') return unknown('Stripe answered idempotency_error')
  return refused(operation, call, estimate, answer.status, json)
}

const unknown = (why: string): Verdict => ({ kind: 'unknown', why })

type Performed = Extract<Verdict, { kind: 'performed' }>

/** Each field by its name: a spread would cost more than the rest of a reading. */
const performed = (parts: Pick<Performed, 'actual'> & Partial<Performed>): Verdict => {
  const { actual, money = null, object = null, givesBack = false, later = false, keeps } = parts
  const verdict = { kind: 'performed', actual, money, object, givesBack, later } as const
  return keeps === undefined ? verdict : { ...verdict, keeps }
}

function success(
  operation: Operation | null,
  call: StripeCall,
  estimate: Price,
  json: Json,
  replayed: boolean,
): Verdict {
  if (isPresent(at(json, 'error'))) return unknown('the answer is a success that holds an error')
  const rule = operation === null ? undefined : RULES[operation.name]
  const wrong = operation === null || rule === undefined ? null : contradiction(operation, rule, call, estimate, json)
  if (wrong !== null) return unknown(wrong)
  const later = operation !== null && goesOn(operation, rule, estimate)
  const givesBack = isDead(json) && textAt(json, 'id') !== null
  // What costs nothing says nothing about a total: no object, lest its counted amount be replaced.
  if (estimate.kind === 'free' || (givesBack && rule !== undefined))
    return performed({ actual: ZERO_USD, object: givesBack ? textAt(json, 'id') : null, givesBack, later })
  const object = countedObject(rule, estimate, json)
  const money =
    operation === null || rule === undefined || !isPriced(estimate) ? null : countedMoney(operation, rule, call, json)
  if (money === null) return performed({ ...asEstimated(estimate), object, later })
  const actual = known(call, money.amount, money.currency, null)
  if (actual.kind !== 'known') return unknown('the answer states an amount that has no price')
  const takes = operation === null ? undefined : TAKES_WHAT_WAS_ASKED.get(operation.name)
  if (takes !== undefined) {
    const isLess = replayed ? money.amount < (stated(call, takes) ?? 0n) : actual.amount < asEstimated(estimate).actual
    if (isLess) return unknown('the answer states less than what the call was to take')
  }
  return performed({ actual: actual.amount, money: actual.money, object, later })
}

/**
 * They take exactly the total that was worked out from Stripe's answer before: less is a contradiction, not a discount. Where
 * the answer is an old one told again, the object that was asked about before the repeat holds what the first attempt took
 * already, or what others changed since: then only the amount that the call itself names, in this field, counts.
 */
const TAKES_WHAT_WAS_ASKED: ReadonlyMap<string, string> = new Map([
  ['payment_intents.confirm', 'amount_to_confirm'],
  ['payment_intents.capture', 'amount_to_capture'],
  ['charges.capture', 'amount'],
])

/**
 * A definite failure. Most leave nothing behind. A 402 leaves the PaymentIntent or the open invoice, and any failure may
 * name a PaymentIntent: as long as that can still be paid, by its client secret alone, it stays counted.
 */
function refused(operation: Operation | null, call: StripeCall, estimate: Price, status: number, json: Json): Verdict {
  const nothing = { kind: 'not_performed', endsUnknown: true } as const
  if (estimate.kind === 'free') return nothing
  const intent = at(json, 'error', 'payment_intent')
  const leavesObject = status === 402 ? !DEAD_ON_402.has(operation?.name ?? '') : canStillBePaid(intent)
  if (!leavesObject) return nothing
  const rule = operation === null ? undefined : RULES[operation.name]
  return rule?.answers === 'payment_intent'
    ? leftIntent(call, estimate, intent)
    : performed({ ...asEstimated(estimate), object: objectOf(estimate), keeps: true })
}

/**
 * Counts the intent that a failure left. A new one must be the one that was asked for. One that was there before counts at
 * what it comes to, where that is less than what was reserved; what others count for it is not lowered by a failure.
 */
function leftIntent(call: StripeCall, estimate: Price, intent: Json | undefined): Verdict {
  const named = textAt(intent, 'id')
  const before = call.segment(2) ?? null
  const object = named ?? before
  if (object === null) return unknown('the payment failed and the answer names no PaymentIntent')
  if (named !== null && before !== null && named !== before) return unknown('the answer names another PaymentIntent')
  const whole = { ...asEstimated(estimate), object }
  const amount = intent === undefined ? null : intentAmount(intent)
  const currency = textAt(intent, 'currency')
  const left = amount === null || currency === null ? null : known(call, amount, currency, null)
  if (left !== null && left.kind !== 'known') return unknown('the answer states an amount that has no price')
  if (before === null)
    return left === null || left.amount === whole.actual
      ? performed(whole)
      : unknown('the answer states another amount')
  return left !== null && left.amount < whole.actual
    ? performed({ actual: left.amount, money: left.money, object, keeps: true })
    : performed({ ...whole, keeps: true })
}

const asEstimated = (estimate: Price): { readonly actual: MicroUsd; readonly money: Money | null } =>
  estimate.kind === 'known' ? { actual: estimate.amount, money: estimate.money } : { actual: ZERO_USD, money: null }

const objectOf = (estimate: Price): string | null => (estimate.kind === 'known' ? estimate.object : null)

/** Let through without a price of its own, it may be charged again without another call. */
function goesOn(operation: Operation, rule: Rule | undefined, estimate: Price): boolean {
  if ((operation as PricedOperation).cost === 'later') return true
  return estimate.kind !== 'free' && !isPriced(estimate) && rule?.latent === true
}

/** By a rule: what is assumed has no original money. */
const isPriced = (estimate: Price): boolean => estimate.kind === 'known' && estimate.money !== null

/**
 * The object whose total the estimate is, else the new one. What no rule priced counts by itself, lest an assumed price
 * replace the total of the object it answers.
 */
function countedObject(rule: Rule | undefined, estimate: Price, json: Json): string | null {
  const total = objectOf(estimate)
  if (total !== null || rule === undefined || !isPriced(estimate)) return total
  return rule.counts === undefined ? textAt(json, 'id') : rule.counts(json)
}

/** What the answer says the object comes to; null where it says nothing, and the estimate stands. */
function countedMoney(operation: Operation, rule: Rule, call: StripeCall, json: Json): Minor | null {
  const { settlesAsPriced } = rule
  if (settlesAsPriced === true || settlesAsPriced?.(call) === true) return null
  // A legacy refund that answers the charge states the charge's amount.
  const type = rule.answers !== '' ? rule.answers : textAt(json, 'object') === 'refund' ? 'refund' : null
  if (type === null) return null
  const currency = countedCurrency(type, json) ?? call.fields.get('currency') ?? null
  const amount = currency === null ? null : countedAmount(operation.name, type, json)
  return amount === null || currency === null ? null : { amount, currency }
}
