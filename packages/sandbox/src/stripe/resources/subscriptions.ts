/** Subscriptions, with their first invoice paid at once; and what an invoice would come to. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { invalid, noSuch } from '../errors.ts'
import { type Line, linesOf, totalOf } from '../lines.ts'
import type { Subscription } from '../objects.ts'
import { putPaidInvoice } from './invoices.ts'

/** Nothing of it is kept. */
export function previewInvoice(call: StripeCall): object {
  const once = linesOf(call, 'invoice_items')
  if (once.some(({ recurring }) => recurring !== null))
    throw invalid(
      'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
      null,
      'price',
    )
  const lines = [...once, ...linesOf(call, 'subscription_details[items]')]
  const due = lines.map((line) => ({ ...line, amount: line.recurring?.usage_type === 'metered' ? 0 : line.amount }))
  const { amount, currency } = totalOf(due)
  return {
    id: wordId('upcoming_in'),
    object: 'invoice',
    amount_due: amount,
    amount_paid: 0,
    amount_remaining: amount,
    currency,
    lines: { object: 'list', data: due.map(shownLine), has_more: false },
    status: 'draft',
    total: amount,
  }
}

const shownLine = ({ amount, currency, quantity, price }: Line): object => ({
  id: wordId('il'),
  object: 'line_item',
  amount,
  currency,
  pricing: { type: 'price_details', price_details: { price } },
  quantity,
})

export function createSubscription(call: StripeCall): Subscription {
  const { params } = call
  const { amount, currency } = totalOf(linesOf(call, 'items'))
  const customer = params.need('customer')
  const invoice = putPaidInvoice(call, customer, amount, currency)
  const made: Subscription = {
    id: wordId('sub'),
    object: 'subscription',
    cancel_at_period_end: params.flag('cancel_at_period_end'),
    created: call.now,
    currency,
    customer,
    latest_invoice: invoice.id,
    livemode: call.livemode,
    metadata: params.metadata(),
    status: 'active',
  }
  call.state.subscriptions.set(made.id, made)
  call.happened({ id: made.id, status: made.status, amount, currency, added: amount, customer })
  return made
}

export function cancelSubscription(call: StripeCall): Subscription {
  const found = call.state.subscriptions.get(call.id)
  if (found === undefined) throw noSuch('subscription', call.id)
  found.status = 'canceled'
  call.happened({ id: found.id, status: found.status, customer: found.customer })
  return found
}
