/** The upper bound of a Resend call: recipients × unit price. Reads are free. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation, Price, PriceContext } from '../adapter.ts'
import type { PricedOperation } from '../shared/operation-table.ts'
import { segmentsOf } from '../shared/matcher.ts'
import { broadcastPrice, createPrice } from './rules/broadcasts.ts'
import { reasonFor } from './rules/reasons.ts'
import { countBatch, countMail } from './rules/recipients.ts'
import { priceAt, priceOf, unknown, unruled, usdSetting } from './rules/unit.ts'

interface Rule {
  readonly sentence: string
  price(request: ReadRequest, context: PriceContext): Price
}

const RULES: Readonly<Record<string, Rule>> = {
  'emails.send': {
    sentence: 'Recipients (to, cc and bcc) × unit_usd of the connection, 0.0009 USD unless set; also when scheduled.',
    price: priceMail,
  },
  'batch.send': { sentence: 'The sum over its mails, each as emails.send.', price: priceBatch },
  'emails.cancel': {
    sentence: 'Free; gives back what is counted for the mail where the answer says that it is canceled.',
    price: () => ({ kind: 'free' }),
  },
  'broadcasts.create': {
    sentence: 'A draft is free; with send: true as broadcasts.send.',
    price: ({ body }, context) => createPrice(body, context),
  },
  'broadcasts.send': {
    sentence:
      'contacts_max of the connection × broadcast_unit_usd, or unit_usd; refused without contacts_max, because its audience is chosen when it is sent.',
    price: (_request, context) => broadcastPrice(context),
  },
  'contacts.create': {
    sentence: 'contact_usd of the connection; refused without it, because plans are billed by contacts.',
    price: (_request, context) =>
      context.connection.settings.contact_usd === undefined
        ? unruled('Plans are billed by contacts; an operator prices one by contact_usd.')
        : priceAt(usdSetting(context, 'contact_usd'), 1n, 'contact_usd'),
  },
}

const ruleOf = (name: string): Rule | undefined => (Object.hasOwn(RULES, name) ? RULES[name] : undefined)

/** The sentence of an operation that has a rule, or why it has none; null where the table's mark says all. */
export const costSentenceOf = (name: string): string | null =>
  ruleOf(name)?.sentence ?? (reasonFor(name) === null ? null : `Unknown: ${reasonFor(name)}`)

export const ruleNames: readonly string[] = Object.keys(RULES)

export function price(operation: Operation | null, request: ReadRequest, context: PriceContext): Price {
  if (request.method === 'GET' || request.method === 'HEAD') return { kind: 'free' }
  if (operation === null) return unruled('This endpoint is not one the proxy knows.')
  const rule = ruleOf(operation.name)
  if (rule !== undefined) return rule.price(request, context)
  if ((operation as PricedOperation).cost === 'free') return { kind: 'free' }
  const flat = `flat_${operation.name}`
  if (Object.hasOwn(context.connection.settings, flat)) return priceAt(usdSetting(context, flat), 1n, flat)
  return unruled(reasonFor(operation.name) ?? `${operation.name} has no cost rule.`)
}

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

/** Resend is never asked: each price stands in the request or with the connection. */
export const priceFromAnswer = (): Price => unknown('no Resend price is asked for')

/** A mail that is canceled or moved while another call does the same is judged after it. */
export function objectsNamed(operation: Operation | null, request: ReadRequest): readonly string[] {
  if (operation?.name !== 'emails.cancel' && operation?.name !== 'emails.update') return []
  const id = segmentsOf(request.path)[1]
  return id === undefined ? [] : [id]
}
