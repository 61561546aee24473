/** Which endpoint answers which method and path. */
import type { Endpoint, StripeCall } from './call.ts'
import { list, search } from './lists.ts'
import type { StripeObject } from './objects.ts'
import { balance, cancelPayout, createPayout, createTransfer, payout, transfer } from './resources/balance.ts'
import { captureCharge, charge, createCharge, updateCharge } from './resources/charges.ts'
import { createCustomer, customer, deleteCustomer, updateCustomer } from './resources/customers.ts'
import {
  createInvoice,
  createInvoiceItem,
  finalizeInvoice,
  invoice,
  markUncollectible,
  payInvoice,
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
import { cancelRefund, createRefund, createRefundOfCharge, refund, refundChargeInPath } from './resources/refunds.ts'
import type { StripeState } from './state.ts'

export interface Route {
  /** As in allowlists. */
  readonly operation: string
  readonly endpoint: Endpoint
}

type Store = 'intents' | 'charges' | 'refunds' | 'payouts' | 'transfers' | 'customers' | 'invoices' | 'invoiceItems'

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
  ['customers.list', 'GET /v1/customers', listOf('customers')],
  ['customers.search', 'GET /v1/customers/search', searchIn('customers')],
  ['customers.create', 'POST /v1/customers', createCustomer],
  ['customers.retrieve', 'GET /v1/customers/{id}', customer],
  ['customers.update', 'POST /v1/customers/{id}', updateCustomer],
  ['customers.delete', 'DELETE /v1/customers/{id}', deleteCustomer],
  ['invoices.list', 'GET /v1/invoices', listOf('invoices')],
  ['invoices.search', 'GET /v1/invoices/search', searchIn('invoices')],
  ['invoices.create', 'POST /v1/invoices', createInvoice],
  ['invoices.retrieve', 'GET /v1/invoices/{id}', invoice],
  ['invoices.finalize_invoice', 'POST /v1/invoices/{id}/finalize', finalizeInvoice],
  ['invoices.pay', 'POST /v1/invoices/{id}/pay', payInvoice],
  ['invoices.void_invoice', 'POST /v1/invoices/{id}/void', voidInvoice],
  ['invoices.mark_uncollectible', 'POST /v1/invoices/{id}/mark_uncollectible', markUncollectible],
  ['invoice_items.list', 'GET /v1/invoiceitems', listOf('invoiceItems')],
  ['invoice_items.create', 'POST /v1/invoiceitems', createInvoiceItem],
  ['balance.retrieve', 'GET /v1/balance', balance],
]

const ROUTES = new Map(TABLE.map(([operation, place, endpoint]) => [place, { operation, endpoint }]))

/** Null where Stripe has no such path. HEAD is answered as GET. */
export function routeOf(method: string, segments: readonly string[]): Route | null {
  const verb = method === 'HEAD' ? 'GET' : method
  const exact = ROUTES.get(`${verb} /${segments.join('/')}`)
  if (exact !== undefined) return exact
  const pattern = segments.map((segment, index) => (index === 2 ? '{id}' : segment)).join('/')
  return ROUTES.get(`${verb} /${pattern}`) ?? null
}
