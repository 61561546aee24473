/** The upper bound of a Twilio call. Only reads of the product `api` are free by themselves. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation, Price, PriceContext } from '../adapter.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { NO_RULE, RULES } from './rules/all.ts'
import { twilioCall, unknown } from './rules/rule.ts'

export function price(operation: Operation | null, request: ReadRequest, context: PriceContext): Price {
  const rule = operation === null ? undefined : RULES[operation.name]
  if (rule !== undefined) return rule.price(twilioCall(request, context))
  const read = request.method === 'GET' || request.method === 'HEAD'
  if (read && request.product === 'api') return { kind: 'free' }
  if (operation === null) return noRule('This endpoint is not one the proxy knows.')
  if ((operation as PricedOperation).cost === 'free') return { kind: 'free' }
  if (read) return noRule(`${operation.name} has no cost rule, and reads of the product ${request.product} can cost.`)
  return noRule(NO_RULE[operation.name] ?? `${operation.name} has no cost rule.`)
}

const noRule = (why: string): Price => ({ kind: 'unknown', why, ruled: false })

/** No price of Twilio's is asked beforehand. */
export const priceFromAnswer = (): Price => unknown('Twilio is asked nothing beforehand')

/** Nothing that is counted is a total of an object, so no call waits for another. */
export const objectsNamed = (): readonly string[] => []
