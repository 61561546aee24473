/** Stripe's objects as they stand in its answers. Amounts are integers in the currency's minor unit, times are epoch seconds. */

export type Metadata = Record<string, string>

export interface StripeError {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  readonly message: string
  readonly code?: string
  readonly param?: string
  readonly decline_code?: string
  readonly doc_url?: string
  readonly charge?: string
  readonly payment_intent?: PaymentIntent
}

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled'

export interface PaymentIntent {
  readonly id: string
  readonly object: 'payment_intent'
  amount: number
  amount_capturable: number
  readonly amount_details: object
  amount_received: number
  application_fee_amount: number | null
  automatic_payment_methods: { enabled: boolean } | null
  canceled_at: number | null
  cancellation_reason: string | null
  capture_method: string
  readonly client_secret: string
  confirmation_method: string
  readonly created: number
  currency: string
  customer: string | null
  description: string | null
  last_payment_error: StripeError | null
  latest_charge: string | null
  readonly livemode: boolean
  metadata: Metadata
  next_action: object | null
  on_behalf_of: string | null
  payment_method: string | null
  payment_method_options: Readonly<Record<string, string>>
  payment_method_types: readonly string[]
  receipt_email: string | null
  setup_future_usage: string | null
  statement_descriptor: string | null
  status: IntentStatus
  transfer_data: Record<string, string> | null
  transfer_group: string | null
}

export interface Charge {
  readonly id: string
  readonly object: 'charge'
  amount: number
  amount_captured: number
  amount_refunded: number
  readonly balance_transaction: string | null
  captured: boolean
  readonly created: number
  readonly currency: string
  readonly customer: string | null
  description: string | null
  readonly failure_code: string | null
  readonly failure_message: string | null
  readonly livemode: boolean
  metadata: Metadata
  readonly paid: boolean
  readonly payment_intent: string | null
  readonly payment_method: string | null
  refunded: boolean
  readonly status: 'succeeded' | 'failed'
  readonly transfer_data: Record<string, string> | null
}

export interface Refund {
  readonly id: string
  readonly object: 'refund'
  readonly amount: number
  readonly charge: string | null
  readonly created: number
  readonly currency: string
  readonly metadata: Metadata
  readonly payment_intent: string | null
  readonly reason: string | null
  status: 'succeeded' | 'pending' | 'requires_action' | 'canceled'
}

export interface Payout {
  readonly id: string
  readonly object: 'payout'
  readonly amount: number
  readonly arrival_date: number
  readonly automatic: boolean
  readonly created: number
  readonly currency: string
  readonly description: string | null
  readonly destination: string | null
  readonly livemode: boolean
  metadata: Metadata
  readonly method: string
  status: 'pending' | 'canceled'
  readonly type: 'bank_account'
}

export interface Transfer {
  readonly id: string
  readonly object: 'transfer'
  readonly amount: number
  amount_reversed: number
  readonly created: number
  readonly currency: string
  readonly description: string | null
  readonly destination: string
  readonly livemode: boolean
  metadata: Metadata
  reversed: boolean
  readonly source_transaction: string | null
  readonly transfer_group: string | null
}

export interface Customer {
  readonly id: string
  readonly object: 'customer'
  balance: number
  readonly created: number
  currency: string | null
  deleted?: true
  description: string | null
  email: string | null
  readonly livemode: boolean
  metadata: Metadata
  name: string | null
  phone: string | null
}

export interface Invoice {
  readonly id: string
  readonly object: 'invoice'
  amount_due: number
  amount_paid: number
  amount_remaining: number
  auto_advance: boolean
  readonly collection_method: string
  readonly created: number
  readonly currency: string
  readonly customer: string
  readonly description: string | null
  readonly livemode: boolean
  metadata: Metadata
  number: string | null
  paid_out_of_band: boolean
  payment_intent: string | null
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
  total: number
}

export interface InvoiceItem {
  readonly id: string
  readonly object: 'invoiceitem'
  readonly amount: number
  readonly currency: string
  readonly customer: string
  readonly date: number
  readonly description: string | null
  readonly invoice: string | null
  readonly livemode: boolean
  readonly metadata: Metadata
}

/** A line of the account's own books. Negative where money went out. */
export interface BalanceTransaction {
  readonly id: string
  readonly object: 'balance_transaction'
  readonly amount: number
  readonly created: number
  readonly currency: string
  readonly fee: number
  readonly net: number
  readonly source: string | null
  readonly status: 'available'
  readonly type: string
}

export interface Topup {
  readonly id: string
  readonly object: 'topup'
  readonly amount: number
  readonly created: number
  readonly currency: string
  readonly description: string | null
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly source: string | null
  status: 'pending' | 'canceled'
}

export interface TransferReversal {
  readonly id: string
  readonly object: 'transfer_reversal'
  readonly amount: number
  readonly created: number
  readonly currency: string
  readonly metadata: Metadata
  readonly transfer: string
}

export interface CustomerBalanceTransaction {
  readonly id: string
  readonly object: 'customer_balance_transaction'
  readonly amount: number
  readonly created: number
  readonly currency: string
  readonly customer: string
  readonly description: string | null
  readonly ending_balance: number
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly type: 'adjustment'
}

export interface Recurring {
  readonly interval: string
  readonly usage_type: string
}

export interface Price {
  readonly id: string
  readonly object: 'price'
  readonly active: boolean
  readonly billing_scheme: 'per_unit'
  readonly created: number
  readonly currency: string
  /** Shown where it is asked for. */
  readonly currency_options?: Readonly<Record<string, { readonly unit_amount: number }>>
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly nickname: string | null
  readonly product: string
  readonly recurring: Recurring | null
  readonly transform_quantity: null
  readonly type: 'one_time' | 'recurring'
  readonly unit_amount: number
}

export interface Session {
  readonly id: string
  readonly object: 'checkout.session'
  readonly amount_subtotal: number
  readonly amount_total: number
  readonly created: number
  readonly currency: string
  readonly customer: string | null
  readonly livemode: boolean
  readonly metadata: Metadata
  readonly mode: string
  readonly payment_status: 'unpaid'
  status: 'open' | 'expired'
  readonly url: string
}

export interface Subscription {
  readonly id: string
  readonly object: 'subscription'
  readonly cancel_at_period_end: boolean
  readonly created: number
  readonly currency: string
  readonly customer: string
  readonly latest_invoice: string
  readonly livemode: boolean
  readonly metadata: Metadata
  status: 'active' | 'canceled'
}

export type StripeObject =
  | PaymentIntent
  | Charge
  | Refund
  | Payout
  | Transfer
  | Customer
  | Invoice
  | InvoiceItem
  | BalanceTransaction
  | Topup
  | TransferReversal
  | CustomerBalanceTransaction
  | Price
  | Session
  | Subscription
