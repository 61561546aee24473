/** Which endpoint answers which method and path. */
import type { Endpoint, StripeCall } from './call.ts'
import { list, search } from './lists.ts'
import type { StripeObject } from './objects.ts'
import {
  balance,
  cancelPayout,
  cancelTopup,
  createPayout,
  createTopup,
  createTransfer,
  payout,
  reverseTransfer,
  topup,
  transfer,
} from './resources/balance.ts'
import { captureCharge, charge, createCharge, updateCharge } from './resources/charges.ts'
import { createSession, expireSession, session } from './resources/checkout.ts'
import {
  createBalanceTransaction,
  createCustomer,
  customer,
  deleteCustomer,
  updateCustomer,
} from './resources/customers.ts'
import {
  createInvoice,
  createInvoiceItem,
  deleteInvoice,
  finalizeInvoice,
  invoice,
  markUncollectible,
  payInvoice,
  sendInvoice,
  updateInvoice,
  voidInvoice,
} from './resources/invoices.ts'
import {
  cancelIntent,
  captureIntent,
  confirmIntent,
  createIntent,
  incrementIntent,
  intent,
  updateIntent,
} from './resources/payment-intents.ts'
import { createPrice, price } from './resources/prices.ts'
import { cancelRefund, createRefund, createRefundOfCharge, refund, refundChargeInPath } from './resources/refunds.ts'
import { cancelSubscription, createSubscription, previewInvoice } from './resources/subscriptions.ts'
import type { StripeState } from './state.ts'

export interface Route {
  /** As in allowlists. */
  readonly operation: string
  readonly endpoint: Endpoint
}

type Store =
  | 'intents'
  | 'charges'
  | 'refunds'
  | 'payouts'
  | 'transfers'
  | 'topups'
  | 'customers'
  | 'invoices'
  | 'invoiceItems'
  | 'prices'
  | 'sessions'
  | 'books'

const stored = (state: StripeState, name: Store): readonly StripeObject[] => state[name].newestFirst()
const listOf =
  (name: Store): Endpoint =>
  (call) =>
    list(`/${call.segments.join('/')}`, call.params, stored(call.state, name))
const searchIn =
  (name: Store): Endpoint =>
  (call) =>
    search(`/${call.segments.join('/')}`, call.params, stored(call.state, name))
const refundsOfCharge = (call: StripeCall): object =>
  list(
    `/${call.segments.join('/')}`,
    call.params,
    call.state.refunds.newestFirst().filter((one) => one.charge === call.id),
  )

const reversalsOfTransfer = (call: StripeCall): object =>
  list(
    `/${call.segments.join('/')}`,
    call.params,
    call.state.reversals.newestFirst().filter((one) => one.transfer === call.id),
  )

const TABLE: readonly (readonly [string, string, Endpoint])[] = [
  ['payment_intents.list', 'GET /v1/payment_intents', listOf('intents')],
  ['payment_intents.search', 'GET /v1/payment_intents/search', searchIn('intents')],
  ['payment_intents.create', 'POST /v1/payment_intents', createIntent],
  ['payment_intents.retrieve', 'GET /v1/payment_intents/{id}', intent],
  ['payment_intents.update', 'POST /v1/payment_intents/{id}', updateIntent],
  ['payment_intents.confirm', 'POST /v1/payment_intents/{id}/confirm', confirmIntent],
  ['payment_intents.capture', 'POST /v1/payment_intents/{id}/capture', captureIntent],
  ['payment_intents.increment_authorization', 'POST /v1/payment_intents/{id}/increment_authorization', incrementIntent],
  ['payment_intents.cancel', 'POST /v1/payment_intents/{id}/cancel', cancelIntent],
  ['charges.list', 'GET /v1/charges', listOf('charges')],
  ['charges.search', 'GET /v1/charges/search', searchIn('charges')],
  ['charges.create', 'POST /v1/charges', createCharge],
  ['charges.retrieve', 'GET /v1/charges/{id}', charge],
  ['charges.update', 'POST /v1/charges/{id}', updateCharge],
  ['charges.capture', 'POST /v1/charges/{id}/capture', captureCharge],
  ['charges.refund', 'POST /v1/charges/{id}/refund', refundChargeInPath],
  ['charges.create_refund', 'POST /v1/charges/{id}/refunds', createRefundOfCharge],
  ['charges.list_refunds', 'GET /v1/charges/{id}/refunds', refundsOfCharge],
  ['refunds.list', 'GET /v1/refunds', listOf('refunds')],
  ['refunds.create', 'POST /v1/refunds', createRefund],
  ['refunds.retrieve', 'GET /v1/refunds/{id}', refund],
  ['refunds.cancel', 'POST /v1/refunds/{id}/cancel', cancelRefund],
  ['payouts.list', 'GET /v1/payouts', listOf('payouts')],
  ['payouts.create', 'POST /v1/payouts', createPayout],
  ['payouts.retrieve', 'GET /v1/payouts/{id}', payout],
  ['payouts.cancel', 'POST /v1/payouts/{id}/cancel', cancelPayout],
  ['transfers.list', 'GET /v1/transfers', listOf('transfers')],
  ['transfers.create', 'POST /v1/transfers', createTransfer],
  ['transfers.retrieve', 'GET /v1/transfers/{id}', transfer],
  ['transfers.list_reversals', 'GET /v1/transfers/{id}/reversals', reversalsOfTransfer],
  ['transfers.create_reversal', 'POST /v1/transfers/{id}/reversals', reverseTransfer],
  ['topups.list', 'GET /v1/topups', listOf('topups')],
  ['topups.create', 'POST /v1/topups', createTopup],
  ['topups.retrieve', 'GET /v1/topups/{id}', topup],
  ['topups.cancel', 'POST /v1/topups/{id}/cancel', cancelTopup],
  ['customers.list', 'GET /v1/customers', listOf('customers')],
  ['customers.search', 'GET /v1/customers/search', searchIn('customers')],
  ['customers.create', 'POST /v1/customers', createCustomer],
  ['customers.retrieve', 'GET /v1/customers/{id}', customer],
  ['customers.update', 'POST /v1/customers/{id}', updateCustomer],
  ['customers.delete', 'DELETE /v1/customers/{id}', deleteCustomer],
  ['customers.create_balance_transaction', 'POST /v1/customers/{id}/balance_transactions', createBalanceTransaction],
  ['invoices.list', 'GET /v1/invoices', listOf('invoices')],
  ['invoices.search', 'GET /v1/invoices/search', searchIn('invoices')],
  ['invoices.create', 'POST /v1/invoices', createInvoice],
  ['invoices.create_preview', 'POST /v1/invoices/create_preview', previewInvoice],
  ['invoices.retrieve', 'GET /v1/invoices/{id}', invoice],
  ['invoices.update', 'POST /v1/invoices/{id}', updateInvoice],
  ['invoices.delete', 'DELETE /v1/invoices/{id}', deleteInvoice],
  ['invoices.send_invoice', 'POST /v1/invoices/{id}/send', sendInvoice],
  ['invoices.finalize_invoice', 'POST /v1/invoices/{id}/finalize', finalizeInvoice],
  ['invoices.pay', 'POST /v1/invoices/{id}/pay', payInvoice],
  ['invoices.void_invoice', 'POST /v1/invoices/{id}/void', voidInvoice],
  ['invoices.mark_uncollectible', 'POST /v1/invoices/{id}/mark_uncollectible', markUncollectible],
  ['invoice_items.list', 'GET /v1/invoiceitems', listOf('invoiceItems')],
  ['invoice_items.create', 'POST /v1/invoiceitems', createInvoiceItem],
  ['prices.list', 'GET /v1/prices', listOf('prices')],
  ['prices.create', 'POST /v1/prices', createPrice],
  ['prices.retrieve', 'GET /v1/prices/{id}', price],
  ['checkout.sessions.list', 'GET /v1/checkout/sessions', listOf('sessions')],
  ['checkout.sessions.create', 'POST /v1/checkout/sessions', createSession],
  ['checkout.sessions.retrieve', 'GET /v1/checkout/sessions/{id}', session],
  ['checkout.sessions.expire', 'POST /v1/checkout/sessions/{id}/expire', expireSession],
  ['subscriptions.create', 'POST /v1/subscriptions', createSubscription],
  ['subscriptions.cancel', 'DELETE /v1/subscriptions/{id}', cancelSubscription],
  ['balance.retrieve', 'GET /v1/balance', balance],
  ['balance_transactions.list', 'GET /v1/balance_transactions', listOf('books')],
]

const ROUTES = new Map(TABLE.map(([operation, place, endpoint]) => [place, { operation, endpoint }]))

/** Null where Stripe has no such path. HEAD is answered as GET. */
export function routeOf(method: string, segments: readonly string[]): Route | null {
  const verb = method === 'HEAD' ? 'GET' : method
  const exact = ROUTES.get(`${verb} /${segments.join('/')}`)
  if (exact !== undefined) return exact
  return withIdAt(2, verb, segments) ?? withIdAt(3, verb, segments)
}

/** `/v1/charges/ch_1` has its id at 2, `/v1/checkout/sessions/cs_1` at 3. */
function withIdAt(place: number, verb: string, segments: readonly string[]): Route | null {
  const pattern = segments.map((segment, index) => (index === place ? '{id}' : segment)).join('/')
  return ROUTES.get(`${verb} /${pattern}`) ?? null
}
