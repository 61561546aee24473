/**
 * Why an operation has no cost rule, by the beginning of its name: the longest that fits speaks. An operator can price one
 * call of it (`flat_<operation>`), or let a key make calls of unknown cost.
 */
const TABLE = `
account_ | It opens an account's own pages to whoever has the link.
account_sessions | It mints credentials for an account's pages.
accounts | It changes an account, who speaks for it, or where its money is paid out.
apple_pay_domains | It lets another site take payments in the account's name.
application_fees | It moves fees.
apps | It stores or shows the secrets of apps.
balance_settings | It changes when and where money is paid out.
billing.alerts | It switches a guard of the account on or off.
billing.credit_grants | Without the grant later invoices come to more.
billing.feedback_options | It changes what customers are asked.
billing.meter_event | Usage is billed later, at prices that the request does not state.
billing.meters | Switching a meter changes what customers are billed for their use.
billing_portal | It opens a page where customers change what they pay.
charges.close_dispute | The charge names the dispute in some API versions only: use disputes.close.
charges.update_dispute | Countering a dispute can have a fee.
climate | It changes an order.
coupons | A discount lowers what any number of later payments comes to.
credit_notes | What was credited is due on the invoice again, and Stripe may charge it by itself.
customer_sessions | It mints credentials for a customer's payment methods.
customers.bank | Stripe may charge unpaid invoices to a new or changed source.
customers.create_bank_account | Stripe may charge unpaid invoices to a new source.
customers.create_card | Stripe may charge unpaid invoices to a new source.
customers.create_funding_instructions | It opens a bank account number through which a customer pays in.
customers.create_source | Stripe may charge unpaid invoices to a new source.
customers.create_subscription | It is charged again without another call: use subscriptions.create.
customers.create_tax_id | A tax number changes the tax on later invoices.
customers.delete_discount | Without the discount later invoices come to more.
customers.delete_subscription | It can bill what was used so far: use subscriptions.cancel.
customers.delete_subscription_discount | Without the discount later invoices come to more.
customers.delete_tax_id | A tax number changes the tax on later invoices.
customers.update_bank_account | Stripe may charge unpaid invoices to a changed source.
customers.update_card | Stripe may charge unpaid invoices to a changed source.
customers.update_cash_balance | With automatic reconciliation Stripe pays invoices from the cash balance by itself.
customers.update_source | Stripe may charge unpaid invoices to a changed source.
customers.update_subscription | It is charged again without another call: use subscriptions.update.
customers.verify | It weakens a guard: a bank account counts as its owner's.
ephemeral_keys | It mints credentials.
file_links | It opens a file to whoever has the link.
financial_connections | Stripe bills it by the account and by the refresh.
forwarding | It sends card details to another company, which can charge them.
identity | Stripe bills it by the verification.
issuing.cardholders | A cardholder's cards spend without another call.
issuing.cards | A card spends without another call, up to limits that its program sets.
issuing.disputes | A dispute that is lost can have a fee.
issuing.personalization_designs | A design can have a fee, and every card made with it.
issuing.tokens | It opens or closes a card to wallets.
oauth | It mints or ends what another program may do.
payment_method_configurations | It changes what customers can pay with.
payment_method_domains | It lets another site take payments in the account's name.
payment_records | It records payments that Stripe did not make, and so falsifies what is owed.
plans | A plan is a price by which subscriptions are charged.
product_catalog | A trial ends in charges without another call.
promotion_codes | A discount lowers what any number of later payments comes to.
quotes | It can be accepted in Stripe's own pages, without another call.
radar | It weakens or changes the guard against fraud.
radar.payment_evaluations | Stripe bills it by the evaluation.
reporting | Stripe can bill it by the report.
reviews | It ends the guard that holds a payment back.
shipping_rates | It raises what later payments come to.
sources | Some sources are charged as soon as they can be: use PaymentMethods.
subscription_items | What it changes is charged again without another call.
subscription_items.create_usage_record | Usage is billed later, at prices that the request does not state.
subscription_schedules | Its phases are charged one after another without another call.
subscriptions | It is charged again without another call.
tax.calculations | Stripe bills it by the calculation.
tax.transactions | Stripe bills it by the transaction.
tax | It changes the tax on later invoices.
tax_ids | A tax number changes the tax on later invoices.
tax_rates | It changes the tax on later invoices.
terminal.configurations | It decides whether readers ask for tips, which raise what payments come to.
terminal.connection_tokens | It mints credentials.
terminal.locations | It can decide whether readers ask for tips, which raise what payments come to.
terminal.onboarding_links | It opens an account's own pages to whoever has the link.
terminal.readers | Stripe can bill it by the reader.
test_helpers | It stands for what others do in test mode.
three_d_secure | Stripe bills it by the authentication.
treasury.financial_accounts | It opens or closes ways for money to move.
v2.billing.meter_event | Usage is billed later, at prices that the request does not state.
v2.billing.meter_event_session | It mints credentials.
v2.commerce | An import makes products and prices that its file states.
v2.core.account | It changes an account, who speaks for it, or where its money is paid out.
v2.core.event_destinations | It sends what happens to another address, and can show its signing secret.
v2.core.vault | It stores a bank account to which money can be paid out.
v2.money_management.financial_a | It opens or closes ways for money to move.
v2.money_management.outbound_setup_intents | It sets up where money can be paid out.
v2.money_management.payout_intents | It can change what is debited for the same payment.
v2.money_management.payout_methods | It changes where money can be paid out.
v2.money_management.recipient_verifications | It weakens a guard: a recipient counts as verified.
v2.money_management.test_helpers | It stands for what others do in test mode.
v2.test_helpers | It stands for what others do in test mode.
webhook_endpoints | It sends what happens to another address, and shows its signing secret.
`

const REASONS: readonly (readonly [string, string])[] = TABLE.trim()
  .split('\n')
  .map((line): [string, string] => {
    const [prefix = '', why = ''] = line.split(' | ')
    return [prefix, why]
  })
  .sort(([a], [b]) => b.length - a.length)

/** Null where the table says nothing of it. */
export const reasonFor = (name: string): string | null =>
  REASONS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null
