/** The upper bound of a Twilio call. Only reads of the product `api` are free by themselves. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation, Price, PriceContext } from '../adapter.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { rateOf } from './rates/rate.ts'
import { RULES } from './rules/all.ts'
import { reasonFor } from './rules/reasons.ts'
import { priceOf, twilioCall, unknown, unruled } from './rules/rule.ts'

export function price(operation: Operation | null, request: ReadRequest, context: PriceContext): Price {
  const rule = operation === null ? undefined : RULES[operation.name]
  if (rule !== undefined) return rule.price(twilioCall(request, context))
  const read = request.method === 'GET' || request.method === 'HEAD'
  if (read && request.product === 'api') return { kind: 'free' }
  if (operation === null) return unruled(unlisted(request.product))
  if ((operation as PricedOperation).cost === 'free') return { kind: 'free' }
  const flat = `flat_${operation.name}`
  if (Object.hasOwn(context.connection.settings, flat))
    return priceOf(rateOf(context.connection.settings, [flat], undefined))
  if (read) return unruled(`${operation.name} has no cost rule, and reads of the product ${request.product} can cost.`)
  return unruled(reasonFor(operation.name) ?? `${operation.name} has no cost rule.`)
}

const unlisted = (product: string): string =>
  ['This endpoint is not one the proxy knows.', reasonFor(product)].filter((part) => part !== null).join(' ')

/** No price of Twilio's is asked beforehand. */
export const priceFromAnswer = (): Price => unknown('Twilio is asked nothing beforehand')

/** Nothing that is counted is a total of an object, so no call waits for another. */
export const objectsNamed = (): readonly string[] => []
