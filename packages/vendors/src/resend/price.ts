/** The upper bound of a Resend call: recipients × unit price. Reads are free. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation, Price, PriceContext } from '../adapter.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { segmentsOf } from '../shared/matcher.ts'
import { countBatch, countMail } from './rules/recipients.ts'
import { priceOf, unknown } from './rules/unit.ts'

export const COST_RULES: Readonly<Record<string, string>> = {
  'emails.send':
    'Recipients (to, cc and bcc) × unit_usd of the connection, 0.0009 USD unless set; also when scheduled.',
  'batch.send': 'The sum over its mails, each as emails.send.',
  'emails.cancel': 'Free; gives back what is counted for the mail where the answer says that it is canceled.',
}

export function price(operation: Operation | null, request: ReadRequest, context: PriceContext): Price {
  if (request.method === 'GET' || request.method === 'HEAD') return { kind: 'free' }
  if (operation === null) return noRule('This endpoint is not one the proxy knows.')
  switch (operation.name) {
    case 'emails.send':
      return priceMail(request, context)
    case 'batch.send':
      return priceBatch(request, context)
    case 'emails.cancel':
      return { kind: 'free' }
    default:
      return (operation as PricedOperation).cost === 'free'
        ? { kind: 'free' }
        : noRule(`${operation.name} has no cost rule.`)
  }
}

const noRule = (why: string): Price => ({ kind: 'unknown', why, ruled: false })

function priceMail({ body }: ReadRequest, context: PriceContext): Price {
  if (body.kind !== 'json') return unknown('the body is not JSON')
  const counted = countMail(body.value)
  return counted.ok ? priceOf(counted.recipients, context) : unknown(counted.why)
}

function priceBatch({ body }: ReadRequest, context: PriceContext): Price {
  const counted = countBatch(body)
  if (!counted.ok) return unknown(counted.why)
  return priceOf(
    counted.mails.reduce((sum, recipients) => sum + recipients, 0),
    context,
  )
}

/** Resend is never asked: each price stands in the request. */
export const priceFromAnswer = (): Price => unknown('no Resend price is asked for')

/** A mail that is canceled or moved while another call does the same is judged after it. */
export function objectsNamed(operation: Operation | null, request: ReadRequest): readonly string[] {
  if (operation?.name !== 'emails.cancel' && operation?.name !== 'emails.update') return []
  const id = segmentsOf(request.path)[1]
  return id === undefined ? [] : [id]
}
