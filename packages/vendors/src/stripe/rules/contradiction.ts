/** Something present in an answer that contradicts the request; what is absent contradicts nothing. */
import type { Json } from '@keybrake/core'
import type { Operation, Price } from '../../adapter.ts'
import { at, integerAt, isPresent, textAt } from '../../shared/read-json.ts'
import { RULES } from './all.ts'
import { stated, type StripeCall } from './rule.ts'

/** Why the answer is not one to this request, or null. */
export function contradiction(operation: Operation, call: StripeCall, estimate: Price, json: Json): string | null {
  const rule = RULES[operation.name]
  if (rule === undefined) return null
  return (
    wrongObject(operation, rule.answers, call, json) ?? wrongMoney(operation.name, rule.answers, call, estimate, json)
  )
}

/** A legacy refund answers the charge or the refund, as the API version has it. */
const typesOf = (answers: string): readonly string[] => (answers === '' ? ['charge', 'refund'] : [answers])

function wrongObject(operation: Operation, answers: string, call: StripeCall, json: Json): string | null {
  const types = typesOf(answers)
  if (isPresent(at(json, 'object')) && !types.includes(textAt(json, 'object') ?? ''))
    return `the answer is not a ${types.join(' or ')}`
  const id = answers === '' ? undefined : idInPath(operation, call)
  return id !== undefined && isPresent(at(json, 'id')) && textAt(json, 'id') !== id
    ? 'the answer is about another object'
    : null
}

const idInPath = (operation: Operation, call: StripeCall): string | undefined =>
  operation.endpoint.split('/')[3] === '{id}' ? call.segments[2] : undefined

function wrongMoney(name: string, answers: string, call: StripeCall, estimate: Price, json: Json): string | null {
  // The charge that a legacy refund answers states its own amount, not the refund's.
  if (answers === '' && textAt(json, 'object') !== 'refund') return null
  const field = name === 'charges.capture' ? 'amount_captured' : 'amount'
  const amount = stated(call, 'amount')
  if (typeof amount === 'bigint' && isPresent(at(json, field)) && integerAt(json, field) !== amount)
    return 'the answer states another amount'
  const asked = estimate.kind === 'known' ? estimate.money?.currency : undefined
  const currency = (call.fields.get('currency') ?? asked)?.toLowerCase()
  if (currency !== undefined && isPresent(at(json, 'currency')) && textAt(json, 'currency')?.toLowerCase() !== currency)
    return 'the answer states another currency'
  return null
}
