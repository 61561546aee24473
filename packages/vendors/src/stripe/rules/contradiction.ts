/** Something present in an answer that contradicts the request; what is absent contradicts nothing. */
import { type Json, remembered } from '@keybrake/core'
import type { Operation, Price } from '../../adapter.ts'
import { at, integerAt, isPresent, textAt } from '../../shared/read-json.ts'
import { RULES } from './all.ts'
import { type Rule, stated, type StripeCall } from './rule.ts'

/** Why the answer is not one to this request, or null. */
export function contradiction(operation: Operation, call: StripeCall, estimate: Price, json: Json): string | null {
  const rule = RULES[operation.name]
  return rule === undefined
    ? null
    : (wrongObject(operation, rule, call, json) ?? wrongMoney(rule, call, estimate, json))
}

/** A legacy refund answers the charge or the refund, as the API version has it. */
const typesOf = (answers: string): readonly string[] => (answers === '' ? ['charge', 'refund'] : [answers])

function wrongObject(operation: Operation, rule: Rule, call: StripeCall, json: Json): string | null {
  const types = typesOf(rule.answers)
  if (isPresent(at(json, 'object')) && !types.includes(textAt(json, 'object') ?? ''))
    return `the answer is not a ${types.join(' or ')}`
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
  const amount = stated(call, 'amount')
  if (field !== null && typeof amount === 'bigint' && isPresent(at(json, field)) && integerAt(json, field) !== amount)
    return 'the answer states another amount'
  const asked = estimate.kind === 'known' ? estimate.money?.currency : undefined
  const currency = call.fields.get('currency') ?? asked
  if (currency !== undefined && isPresent(at(json, 'currency')) && !isSame(textAt(json, 'currency'), currency))
    return 'the answer states another currency'
  return null
}

/** Currencies in any case. */
const isSame = (said: string | null, currency: string): boolean =>
  said === currency || said?.toLowerCase() === currency.toLowerCase()
