/** Paths that no SDK uses any more but that Stripe still serves. The form of a line is explained in `../operations.ts`. */
export const legacy = `
charges.list_refunds GET /v1/charges/{id}/refunds
charges.retrieve_refund GET /v1/charges/{id}/refunds/{id}
charges.refund POST /v1/charges/{id}/refund rule refund
charges.create_refund POST /v1/charges/{id}/refunds rule refund
charges.update_refund POST /v1/charges/{id}/refunds/{id} free
charges.retrieve_dispute GET /v1/charges/{id}/dispute
charges.update_dispute POST /v1/charges/{id}/dispute fee
charges.close_dispute POST /v1/charges/{id}/dispute/close refund
application_fees.refund POST /v1/application_fees/{id}/refund rule refund
customers.list_subscriptions GET /v1/customers/{id}/subscriptions
customers.retrieve_subscription GET /v1/customers/{id}/subscriptions/{id}
customers.create_subscription POST /v1/customers/{id}/subscriptions later charge
customers.update_subscription POST /v1/customers/{id}/subscriptions/{id} later charge
customers.delete_subscription DELETE /v1/customers/{id}/subscriptions/{id} later charge
customers.list_cards GET /v1/customers/{id}/cards
customers.create_card POST /v1/customers/{id}/cards charge
customers.update_card POST /v1/customers/{id}/cards/{id} charge
customers.delete_card DELETE /v1/customers/{id}/cards/{id} free
customers.list_bank_accounts GET /v1/customers/{id}/bank_accounts
customers.create_bank_account POST /v1/customers/{id}/bank_accounts charge
customers.update_bank_account POST /v1/customers/{id}/bank_accounts/{id} charge
customers.verify_bank_account POST /v1/customers/{id}/bank_accounts/{id}/verify
customers.delete_bank_account DELETE /v1/customers/{id}/bank_accounts/{id} free
invoices.upcoming GET /v1/invoices/upcoming
invoices.upcoming_lines GET /v1/invoices/upcoming/lines
issuing.settlements.update POST /v1/issuing/settlements/{id} free
subscription_items.create_usage_record POST /v1/subscription_items/{id}/usage_records later charge
accounts.retrieve_bank_account GET /v1/accounts/{id}/bank_accounts/{id}
accounts.list_people GET /v1/accounts/{id}/people
accounts.retrieve_people GET /v1/accounts/{id}/people/{id}
balance.list_history GET /v1/balance/history
balance.retrieve_history GET /v1/balance/history/{id}
customers.retrieve_bank_account GET /v1/customers/{id}/bank_accounts/{id}
customers.retrieve_card GET /v1/customers/{id}/cards/{id}
customers.retrieve_discount GET /v1/customers/{id}/discount
customers.retrieve_subscription_discount GET /v1/customers/{id}/subscriptions/{id}/discount
customers.delete_subscription_discount DELETE /v1/customers/{id}/subscriptions/{id}/discount later charge
issuing.settlements.list GET /v1/issuing/settlements
issuing.settlements.retrieve GET /v1/issuing/settlements/{id}
sources.retrieve_mandate_notification GET /v1/sources/{id}/mandate_notifications/{id}
sources.retrieve_source_transaction GET /v1/sources/{id}/source_transactions/{id}
subscription_items.list_usage_record_summaries GET /v1/subscription_items/{id}/usage_record_summaries
`
