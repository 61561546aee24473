/** Parameters that the endpoints know; Stripe refuses any other. Source: the types of the official Node SDK 23.1.0 and API 2023-08-16. */
const PAYING =
  'allowed_payment_method_types amount_details automatic_payment_methods automatic_tax async_workflows capture_method confirmation_token error_on_requires_action excluded_payment_method_types hooks mandate mandate_data off_session payment_details payment_method payment_method_data payment_method_options payment_method_types radar_options receipt_email return_url setup_future_usage shipping use_stripe_sdk'
const TELLING = 'application_fee_amount metadata statement_descriptor statement_descriptor_suffix transfer_data'
const INTENT = `${PAYING} ${TELLING} amount currency customer customer_account description payment_method_configuration transfer_group`
const CUSTOMER =
  'address balance business_name cash_balance coupon default_source description email individual_name invoice_prefix invoice_settings metadata name next_invoice_sequence payment_method phone preferred_locales promotion_code shipping source tax tax_exempt tax_id_data test_clock validate'
const REFUND =
  'amount charge currency customer instructions_email metadata origin payment_intent reason refund_application_fee reverse_transfer'

const TABLE: Readonly<Record<string, string>> = {
  'payment_intents.create': `${INTENT} confirm confirmation_method managed_payments on_behalf_of`,
  'payment_intents.update': INTENT,
  'payment_intents.confirm': `${PAYING} amount_to_confirm`,
  'payment_intents.capture': `${TELLING} amount_details amount_to_capture final_capture hooks payment_details`,
  'payment_intents.increment_authorization': `${TELLING} amount amount_details description hooks payment_details`,
  'payment_intents.cancel': 'cancellation_reason',
  'charges.create': `${TELLING} amount application_fee capture currency customer description destination on_behalf_of radar_options receipt_email shipping source transfer_group`,
  'charges.update': 'customer description fraud_details metadata receipt_email shipping transfer_group',
  'charges.capture': `${TELLING} amount application_fee receipt_email transfer_group`,
  'charges.refund': REFUND,
  'charges.create_refund': REFUND,
  'refunds.create': REFUND,
  'refunds.cancel': '',
  'payouts.create':
    'amount currency description destination metadata method payout_method source_type statement_descriptor',
  'payouts.cancel': '',
  'transfers.create': 'amount currency description destination metadata source_transaction source_type transfer_group',
  'customers.create': CUSTOMER,
  'customers.update': CUSTOMER,
  'invoices.create':
    'account_tax_ids application_fee_amount auto_advance automatic_tax automatically_finalizes_at collection_method currency custom_fields customer customer_account days_until_due default_payment_method default_source default_tax_rates description discounts due_date effective_at footer from_invoice issuer metadata number on_behalf_of payment_settings pending_invoice_items_behavior rendering shipping_cost shipping_details statement_descriptor subscription transfer_data',
  'transfers.create_reversal': 'amount description metadata refund_application_fee',
  'topups.create':
    'amount currency description metadata payment_method payment_method_options source statement_descriptor transfer_group',
  'topups.cancel': '',
  'customers.create_balance_transaction': 'amount currency description metadata',
  'prices.create':
    'active billing_scheme currency currency_options custom_unit_amount lookup_key metadata nickname product product_data recurring tax_behavior tiers tiers_mode transfer_lookup_key transform_quantity unit_amount unit_amount_decimal',
  'checkout.sessions.create':
    'adaptive_pricing after_expiration allow_promotion_codes automatic_tax billing_address_collection cancel_url client_reference_id currency customer customer_email discounts expires_at invoice_creation line_items locale metadata mode payment_intent_data payment_method_options payment_method_types return_url shipping_options submit_type subscription_data success_url ui_mode',
  'checkout.sessions.expire': '',
  'subscriptions.create':
    'add_invoice_items cancel_at cancel_at_period_end collection_method currency customer default_payment_method description discounts items metadata off_session payment_behavior proration_behavior trial_end trial_period_days',
  'subscriptions.cancel': 'cancellation_details invoice_now prorate',
  'invoices.create_preview':
    'automatic_tax currency customer customer_account customer_details discounts invoice_items issuer on_behalf_of preview_mode schedule schedule_details subscription subscription_details',
  'invoices.update':
    'account_tax_ids application_fee_amount auto_advance automatic_tax automatically_finalizes_at collection_method custom_fields days_until_due default_payment_method default_source default_tax_rates description discounts due_date effective_at footer issuer metadata number on_behalf_of payment_settings rendering shipping_cost shipping_details statement_descriptor transfer_data',
  'invoices.send_invoice': '',
  'invoices.finalize_invoice': 'auto_advance',
  'invoices.pay': 'forgive mandate off_session paid_out_of_band payment_method source',
  'invoices.void_invoice': '',
  'invoices.mark_uncollectible': '',
  'invoice_items.create':
    'amount currency customer customer_account description discountable discounts invoice metadata period price_data pricing quantity quantity_decimal subscription tax_behavior tax_code tax_rates unit_amount_decimal',
}

const KNOWN = new Map(
  Object.entries(TABLE).map(([operation, names]) => [operation, new Set(['expand', ...names.split(' ')])]),
)

/** The first parameter the operation does not know, or null. Reads are not checked. */
export function unknownParameter(operation: string, names: Iterable<string>): string | null {
  const known = KNOWN.get(operation)
  if (known === undefined) return null
  for (const name of names) {
    const bracket = name.indexOf('[')
    if (!known.has(bracket < 0 ? name : name.slice(0, bracket))) return name
  }
  return null
}
