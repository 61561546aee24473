/** Something present in an answer that contradicts the request; what is absent contradicts nothing. */
import { type Json, JsonNumber, remembered } from '@keybrake/core'
import type { Operation, Price } from '../../adapter.ts'
import { at, integerIn, isPresent, textAt } from '../../shared/read-json.ts'
import { type Rule, stated, type StripeCall } from './rule.ts'

/**
 * Why the answer is not one to this request, or null.
 *
 * @param rule the operation's
 */
export const contradiction = (
  operation: Operation,
  rule: Rule,
  call: StripeCall,
  estimate: Price,
  json: Json,
): string | null => wrongObject(operation, rule, call, json) ?? wrongMoney(rule, call, estimate, json)

/** A legacy refund answers the charge or the refund, as the API version has it. */
const isOfType = (answers: string, type: Json): boolean =>
  answers === '' ? type === 'charge' || type === 'refund' : type === answers

function wrongObject(operation: Operation, rule: Rule, call: StripeCall, json: Json): string | null {
  const type = at(json, 'object')
  if (isPresent(type) && !isOfType(rule.answers, type))
    return `the answer is not a ${rule.answers === '' ? 'charge or refund' : rule.answers}`
  if (rule.answers === '' || rule.makesAnother === true) return null
  const id = idInPath(operation, call)
  return id !== undefined && isPresent(at(json, 'id')) && textAt(json, 'id') !== id
    ? 'the answer is about another object'
    : null
}

function idInPath(operation: Operation, call: StripeCall): string | undefined {
  const segment = idSegment(operation.endpoint)
  return segment < 0 ? undefined : call.segment(segment)
}

/** Which segment of the path is the id, counted from 0; -1 where none is. */
const idSegment = remembered((endpoint) => endpoint.split('/').indexOf('{id}') - 1)

function wrongMoney(rule: Rule, call: StripeCall, estimate: Price, json: Json): string | null {
  // The charge that a legacy refund answers states its own amount, not the refund's.
  if (rule.answers === '' && textAt(json, 'object') !== 'refund') return null
  const field = rule.repeats === undefined ? 'amount' : rule.repeats
  if (field !== null && isAnother(call, at(json, field))) return 'the answer states another amount'
  const asked = estimate.kind === 'known' ? estimate.money?.currency : undefined
  const currency = call.fields.get('currency') ?? asked
  if (currency !== undefined && isPresent(at(json, 'currency')) && !isSame(textAt(json, 'currency'), currency))
    return 'the answer states another currency'
  return null
}

/** Whether the answer repeats the request's amount as something else. */
function isAnother(call: StripeCall, repeated: Json | undefined): boolean {
  if (!isPresent(repeated)) return false
  // The same digits: nearly every answer, and nothing needs to be worked out.
  if (repeated instanceof JsonNumber && repeated.text === call.fields.get('amount')) return false
  const amount = stated(call, 'amount')
  return typeof amount === 'bigint' && integerIn(repeated) !== amount
}

/** Currencies in any case. */
const isSame = (said: string | null, currency: string): boolean =>
  said === currency || said?.toLowerCase() === currency.toLowerCase()
