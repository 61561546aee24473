/** What a Stripe answer proves. Silence and contradiction prove nothing: the hold stays. */
import { type Json, type MicroUsd, type ReadRequest, ZERO_USD } from '@keybrake/core'
import type { Money, Operation, Price, PriceContext, Reading, VendorAnswer, Verdict } from '../adapter.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { at, integerAt, isObject, isPresent, textAt } from '../shared/read-json.ts'
import { RULES } from './rules/all.ts'
import { known, stripeCall, type StripeCall } from './rules/rule.ts'

/** A failed payment leaves no object that can still be paid. */
const DEAD_ON_402 = new Set([
  'charges.create',
  'charges.capture',
  'refunds.create',
  'payouts.create',
  'transfers.create',
])

export function classify(
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  answer: VendorAnswer,
  context: PriceContext,
): Reading {
  const call = stripeCall(request, context)
  const verdict = verdictOf(operation, call, estimate, answer)
  return {
    verdict,
    replayed: answer.headers.get('idempotent-replayed')?.toLowerCase() === 'true',
    vendorRequestId: answer.headers.get('request-id') ?? null,
    vendorObjectId: textAt(answer.json, 'id') ?? textAt(answer.json, 'error', 'payment_intent', 'id'),
    error: textAt(answer.json, 'error', 'code') ?? textAt(answer.json, 'error', 'type') ?? textAt(answer.json, 'error'),
  }
}

function verdictOf(operation: Operation | null, call: StripeCall, estimate: Price, answer: VendorAnswer): Verdict {
  const { status, json } = answer
  if (json === undefined || !isObject(json)) return unknown(`the answer (status ${status}) could not be read`)
  if (status >= 200 && status < 300) return success(operation, call, estimate, json)
  if (status < 400 || status >= 500 || status === 408 || status === 409 || status === 425)
    return unknown(`Stripe answered ${status}`)
  if (!isPresent(at(json, 'error'))) return unknown(`the answer (status ${status}) is none of Stripe’s`)
  if (status === 402) return declined(operation, call, estimate, json)
  if (status === 401 || status === 403 || status === 429) return { kind: 'not_performed', endsUnknown: false }
  // The key was used with other parameters: what the first call did is not said.
  if (textAt(json, 'error', 'type') === 'idempotency_error') return unknown('Stripe answered idempotency_error')
  return { kind: 'not_performed', endsUnknown: true }
}

const unknown = (why: string): Verdict => ({ kind: 'unknown', why })

function success(operation: Operation | null, call: StripeCall, estimate: Price, json: Json): Verdict {
  if (isPresent(at(json, 'error'))) return unknown('the answer is a success that holds an error')
  const wrong = operation === null ? null : contradiction(operation, call, json)
  if (wrong !== null) return unknown(wrong)
  const later = operation !== null && (operation as PricedOperation).cost === 'later'
  const givesBack = isDead(json)
  // What costs nothing says nothing about a total: no object, lest its counted amount be replaced.
  if (estimate.kind === 'free')
    return performed({ actual: ZERO_USD, money: null, object: givesBack ? textAt(json, 'id') : null, givesBack, later })
  const object = countedObject(operation, estimate, json)
  const money = operation === null ? null : countedMoney(operation, call, json)
  if (money === null)
    return performed({ actual: estimated(estimate), money: moneyOf(estimate), object, givesBack, later })
  const actual = known(call, money.amount, money.currency, null)
  if (actual.kind !== 'known') return unknown('the answer states an amount that has no price')
  return performed({ actual: actual.amount, money: actual.money, object, givesBack, later })
}

const performed = (parts: Omit<Extract<Verdict, { kind: 'performed' }>, 'kind'>): Verdict => ({
  kind: 'performed',
  ...parts,
})

/** A 402 on a PaymentIntent or an open invoice leaves an object that can still be paid: it stays counted. */
function declined(operation: Operation | null, call: StripeCall, estimate: Price, json: Json): Verdict {
  if (operation !== null && DEAD_ON_402.has(operation.name)) return { kind: 'not_performed', endsUnknown: true }
  const intent = at(json, 'error', 'payment_intent')
  const rule = operation === null ? undefined : RULES[operation.name]
  if (rule?.answers === 'payment_intent') {
    const named = textAt(intent, 'id')
    const inPath = call.segments[2] ?? null
    const object = named ?? inPath
    if (object === null) return unknown('the payment failed and the answer names no PaymentIntent')
    if (named !== null && inPath !== null && named !== inPath) return unknown('the answer names another PaymentIntent')
    return performed({ actual: estimated(estimate), money: moneyOf(estimate), object, givesBack: false, later: false })
  }
  return performed({
    actual: estimated(estimate),
    money: moneyOf(estimate),
    object: objectOf(estimate),
    givesBack: false,
    later: false,
  })
}

const estimated = (estimate: Price): MicroUsd => (estimate.kind === 'known' ? estimate.amount : ZERO_USD)
const moneyOf = (estimate: Price): Money | null => (estimate.kind === 'known' ? estimate.money : null)
const objectOf = (estimate: Price): string | null => (estimate.kind === 'known' ? estimate.object : null)

/** The object whose total the estimate is, else the new one. A legacy refund may answer the charge: that is not new. */
function countedObject(operation: Operation | null, estimate: Price, json: Json): string | null {
  const known = objectOf(estimate)
  if (known !== null || operation === null) return known
  const type = RULES[operation.name]?.answers
  return type === '' && textAt(json, 'object') !== 'refund' ? null : textAt(json, 'id')
}

/** Something present in the answer that contradicts the request; what is absent contradicts nothing. */
function contradiction(operation: Operation, call: StripeCall, json: Json): string | null {
  const rule = RULES[operation.name]
  if (rule === undefined || rule.answers === '') return null
  if (isPresent(at(json, 'object')) && textAt(json, 'object') !== rule.answers)
    return `the answer is not a ${rule.answers}`
  const id = operation.endpoint.split('/')[3] === '{id}' ? call.segments[2] : undefined
  if (id !== undefined && isPresent(at(json, 'id')) && textAt(json, 'id') !== id)
    return 'the answer is about another object'
  const amount = call.fields.get('amount')
  const states = rule.answers !== 'charge' || id === undefined
  if (amount !== undefined && states && isPresent(at(json, 'amount')) && integerAt(json, 'amount') !== BigInt(amount))
    return 'the answer states another amount'
  const currency = call.fields.get('currency')?.toLowerCase()
  if (currency !== undefined && isPresent(at(json, 'currency')) && textAt(json, 'currency')?.toLowerCase() !== currency)
    return 'the answer states another currency'
  return null
}

/** What the answer says the object comes to; null where it says nothing, and the estimate stands. */
function countedMoney(
  operation: Operation,
  call: StripeCall,
  json: Json,
): { readonly amount: bigint; readonly currency: string } | null {
  const rule = RULES[operation.name]
  const currency = textAt(json, 'currency') ?? call.fields.get('currency') ?? null
  if (rule === undefined || currency === null) return null
  const type = rule.answers === '' ? textAt(json, 'object') : rule.answers
  // A legacy refund that answers the charge states the charge's amount.
  if (rule.answers === '' && type !== 'refund') return null
  const amount = amountOf(operation.name, type, json)
  return amount === null ? null : { amount, currency }
}

function amountOf(name: string, type: string | null, json: Json): bigint | null {
  const amount = integerAt(json, 'amount')
  if (type === 'payment_intent') {
    const received = integerAt(json, 'amount_received')
    if (name === 'payment_intents.capture') return received
    return amount !== null && received !== null && received > amount ? received : amount
  }
  if (name === 'charges.capture') return integerAt(json, 'amount_captured')
  if (type === 'refund') return hasFailed(json) ? 0n : amount
  return type === 'invoice' ? integerAt(json, 'amount_paid') : type === 'customer' ? null : amount
}

const hasFailed = (json: Json): boolean => ['failed', 'canceled'].includes(textAt(json, 'status') ?? '')

/** Nothing moved, and by this object nothing can any more. */
function isDead(json: Json): boolean {
  const status = textAt(json, 'status')
  switch (textAt(json, 'object')) {
    case 'payment_intent':
      return status === 'canceled' && integerAt(json, 'amount_received') === 0n
    case 'invoice':
      return status === 'void' && integerAt(json, 'amount_paid') === 0n
    case 'refund':
    case 'payout':
      return status === 'canceled'
    default:
      return false
  }
}
