/** The upper bound of a Stripe call. Reads are free; a write has a rule, is surely free, or is unknown. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation, Price, PriceContext, Question, VendorAnswer } from '../adapter.ts'
import { segmentAt } from '../shared/matcher.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { RULES } from './rules/all.ts'
import { flatPrice } from './rules/flat.ts'
import { reasonFor } from './rules/reasons.ts'
import { anyId, askedObject, FREE, StripeCall, StripeParameters, unknown } from './rules/rule.ts'

export function price(operation: Operation | null, request: ReadRequest, context: PriceContext): Price {
  if (request.method === 'GET' || request.method === 'HEAD') return FREE
  if (operation === null) return noRule('This endpoint is not one the proxy knows.')
  const rule = RULES[operation.name]
  if (rule !== undefined) return rule.price(new StripeCall(request, context))
  if ((operation as PricedOperation).cost === 'free') return FREE
  return (
    flatPrice(operation.name, context.connection.settings) ??
    noRule(reasonFor(operation.name) ?? `${operation.name} has no cost rule.`)
  )
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
    return unknown(
      `Stripe did not answer ${question.method ?? 'GET'} ${question.path} with that object (status ${answer.status})`,
    )
  return finish(new StripeCall(request, context), asked)
}

/** What money moves by. A path that names anything else makes no call wait for another. */
const MOVES_MONEY = new Set('pi ch py in re pyr po tr tu qt cs fee dp du'.split(' '))

/** The object in the path, and what the parameters name. */
export function objectsNamed(operation: Operation | null, request: ReadRequest): readonly string[] {
  const rule = operation === null ? undefined : RULES[operation.name]
  if (rule === undefined) return NONE
  const inPath = anyId(segmentAt(request.path, 2))
  const named = rule.named?.(new StripeParameters(request)) ?? NONE
  if (inPath === null || !MOVES_MONEY.has(inPath.slice(0, inPath.indexOf('_'))))
    return named.length < 2 ? named : [...new Set(named)]
  return [...new Set([inPath, ...named])]
}

const NONE: readonly string[] = []
