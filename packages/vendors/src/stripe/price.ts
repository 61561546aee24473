/** The upper bound of a Stripe call. Reads are free; a write has a rule, is surely free, or is unknown. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation, Price, PriceContext, Question, VendorAnswer } from '../adapter.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { RULES } from './rules/all.ts'
import { askedObject, objectId, stripeCall, stripeParameters, unknown } from './rules/rule.ts'

export function price(operation: Operation | null, request: ReadRequest, context: PriceContext): Price {
  if (request.method === 'GET' || request.method === 'HEAD') return { kind: 'free' }
  if (operation === null) return noRule('This endpoint is not one the proxy knows.')
  const rule = RULES[operation.name]
  if (rule !== undefined) return rule.price(stripeCall(request, context))
  const { cost } = operation as PricedOperation
  if (cost === 'free') return { kind: 'free' }
  if (cost === 'later') return noRule(`${operation.name} lets Stripe move money later without another call.`)
  return noRule(`${operation.name} has no cost rule.`)
}

const noRule = (why: string): Price => ({ kind: 'unknown', why, ruled: false })

export function priceFromAnswer(
  operation: Operation,
  request: ReadRequest,
  question: Question,
  answer: VendorAnswer,
  context: PriceContext,
): Price {
  const asked = askedObject(answer, question)
  const finish = RULES[operation.name]?.priceFromAnswer
  if (asked === null || finish === undefined)
    return unknown(`Stripe did not answer GET ${question.path} with that object (status ${answer.status})`)
  return finish(stripeCall(request, context), asked)
}

/** The object in the path, and what the parameters name. */
export function objectsNamed(operation: Operation | null, request: ReadRequest): readonly string[] {
  const rule = operation === null ? undefined : RULES[operation.name]
  if (rule === undefined) return []
  const call = stripeParameters(request)
  const inPath = objectId(call.segments[2], 'pi', 'ch', 'py', 'in', 're', 'pyr', 'po')
  return [...new Set([...(inPath === null ? [] : [inPath]), ...(rule.named?.(call) ?? [])])]
}
