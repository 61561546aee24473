/** What a Stripe answer says an object comes to, and when it says that nothing can come of it any more. */
import type { Json } from '@keybrake/core'
import { at, integerAt, textAt } from '../../shared/read-json.ts'
import { larger } from './rule.ts'

/** Types whose `amount` is what they come to. */
const BY_AMOUNT = new Set([
  'payout',
  'transfer',
  'transfer_reversal',
  'topup',
  'fee_refund',
  'dispute',
  'credit_note',
  'customer_balance_transaction',
  'issuing.authorization',
  'treasury.credit_reversal',
  'treasury.debit_reversal',
  'treasury.inbound_transfer',
  'treasury.outbound_payment',
  'treasury.outbound_transfer',
])

/**
 * The object's total in minor units; null where the answer leaves it open and the estimate stands.
 *
 * @param type the `object` type the answer has, or should have
 */
export function countedAmount(operation: string, type: string, json: Json): bigint | null {
  switch (type) {
    case 'payment_intent':
      return operation === 'payment_intents.capture' ? capturedAmount(json) : intentAmount(json)
    case 'charge':
      return chargedAmount(operation, json)
    case 'refund':
      return hasFailed(json) ? 0n : integerAt(json, 'amount')
    case 'invoice':
      return invoiceAmount(json)
    case 'checkout.session':
    case 'climate.order':
      return integerAt(json, 'amount_total')
    case 'billing.credit_grant':
      return integerAt(at(json, 'amount', 'monetary'), 'value')
    default:
      if (type.startsWith('v2.')) return integerAt(at(json, 'amount'), 'value')
      return BY_AMOUNT.has(type) ? integerAt(json, 'amount') : null
  }
}

/** The currency of that amount. */
export function countedCurrency(type: string, json: Json): string | null {
  if (type === 'billing.credit_grant') return textAt(json, 'amount', 'monetary', 'currency')
  return type.startsWith('v2.') ? textAt(json, 'amount', 'currency') : textAt(json, 'currency')
}

/** What has failed stays as a record of the attempt. */
function chargedAmount(operation: string, json: Json): bigint | null {
  if (textAt(json, 'status') === 'failed') return 0n
  if (operation !== 'charges.capture') return integerAt(json, 'amount')
  return at(json, 'captured') === true ? integerAt(json, 'amount_captured') : null
}

/** A bank debit leaves the invoice open until the bank has paid. */
const invoiceAmount = (json: Json): bigint | null =>
  ['open', 'paid'].includes(textAt(json, 'status') ?? '') ? invoiceTotal(json) : null

/**
 * What was paid of an invoice or can be, or what it puts on its customer's balance where that is more: a total below zero becomes a
 * credit, one below the least that can be charged a debt. What credit pays counted when it was given.
 * Source: docs.stripe.com/billing/customer/balance.
 */
export function invoiceTotal(invoice: Json): bigint | null {
  const paid = integerAt(invoice, 'amount_paid')
  const remaining = integerAt(invoice, 'amount_remaining')
  if (paid === null || remaining === null) return null
  const total = integerAt(invoice, 'total')
  if (total === null) return paid + remaining
  const balance = integerAt(invoice, 'starting_balance') ?? 0n
  const noted = integerAt(invoice, 'pre_payment_credit_notes_amount') ?? 0n
  const onBalance = total < 0n ? -total : total + (balance < 0n ? balance : 0n) - noted
  return larger(paid + remaining, onBalance)
}

/** What an intent may move: its amount, or what it received where that is more (over-capture). */
export function intentAmount(json: Json): bigint | null {
  const amount = integerAt(json, 'amount')
  const received = integerAt(json, 'amount_received')
  return amount !== null && received !== null && received > amount ? received : amount
}

/**
 * After a partial capture that was not the final one, what is left can still be captured and stays counted. While a capture
 * is processing, `amount_received` says less than what will be taken.
 */
function capturedAmount(json: Json): bigint | null {
  const received = integerAt(json, 'amount_received')
  if (textAt(json, 'status') === 'succeeded') return received
  const capturable = integerAt(json, 'amount_capturable')
  if (textAt(json, 'status') !== 'requires_capture' || received === null || capturable === null) return null
  return received + capturable
}

const hasFailed = (json: Json): boolean => ['failed', 'canceled'].includes(textAt(json, 'status') ?? '')

/** Types of which `canceled` says that nothing moved. */
const DEAD_WHEN_CANCELED = new Set([
  'refund',
  'payout',
  'topup',
  'climate.order',
  'treasury.inbound_transfer',
  'treasury.outbound_payment',
  'treasury.outbound_transfer',
  'v2.money_management.outbound_payment',
  'v2.money_management.payout_intent',
])

/** Nothing moved, and by this object nothing can any more. */
export function isDead(json: Json): boolean {
  const status = textAt(json, 'status')
  const type = textAt(json, 'object')
  switch (type) {
    case 'payment_intent':
      return status === 'canceled' && integerAt(json, 'amount_received') === 0n
    case 'invoice':
      return status === 'void' && integerAt(json, 'amount_paid') === 0n
    case 'checkout.session':
      return status === 'expired' && textAt(json, 'payment_status') === 'unpaid'
    default:
      return status === 'canceled' && type !== null && DEAD_WHEN_CANCELED.has(type)
  }
}

/**
 * A PaymentIntent that money can still move by, also without another call of ours: its client secret is enough. Older API
 * versions name other states (`requires_source`), so any but the two last ones counts as payable.
 */
export function canStillBePaid(intent: Json | undefined): boolean {
  const status = textAt(intent, 'status')
  return textAt(intent, 'id') !== null && status !== 'succeeded' && status !== 'canceled'
}
