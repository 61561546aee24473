/** Payments: intents, charges, refunds, customers, methods, checkout, risk and files. Source: the official Node SDK 23.1.0. The form of a line is explained in `../operations.ts`. */
export const payments = `
charges.list GET /v1/charges
charges.create POST /v1/charges rule charge
charges.search GET /v1/charges/search
charges.retrieve GET /v1/charges/{id}
charges.update POST /v1/charges/{id} free
charges.capture POST /v1/charges/{id}/capture rule capture
checkout.sessions.list GET /v1/checkout/sessions
checkout.sessions.create POST /v1/checkout/sessions rule charge
checkout.sessions.retrieve GET /v1/checkout/sessions/{id}
checkout.sessions.update POST /v1/checkout/sessions/{id} rule charge
checkout.sessions.expire POST /v1/checkout/sessions/{id}/expire rule
checkout.sessions.list_line_items GET /v1/checkout/sessions/{id}/line_items
confirmation_tokens.retrieve GET /v1/confirmation_tokens/{id}
customer_sessions.create POST /v1/customer_sessions
customers.list GET /v1/customers
customers.create POST /v1/customers rule credit
customers.search GET /v1/customers/search
customers.retrieve GET /v1/customers/{id}
customers.update POST /v1/customers/{id} rule credit
customers.delete DELETE /v1/customers/{id} free
customers.list_balance_transactions GET /v1/customers/{id}/balance_transactions
customers.create_balance_transaction POST /v1/customers/{id}/balance_transactions rule credit
customers.retrieve_balance_transaction GET /v1/customers/{id}/balance_transactions/{id}
customers.update_balance_transaction POST /v1/customers/{id}/balance_transactions/{id} free
customers.retrieve_cash_balance GET /v1/customers/{id}/cash_balance
customers.update_cash_balance POST /v1/customers/{id}/cash_balance charge
customers.list_cash_balance_transactions GET /v1/customers/{id}/cash_balance_transactions
customers.retrieve_cash_balance_transaction GET /v1/customers/{id}/cash_balance_transactions/{id}
customers.delete_discount DELETE /v1/customers/{id}/discount later charge
customers.create_funding_instructions POST /v1/customers/{id}/funding_instructions
customers.list_payment_methods GET /v1/customers/{id}/payment_methods
customers.retrieve_payment_method GET /v1/customers/{id}/payment_methods/{id}
customers.list_sources GET /v1/customers/{id}/sources
customers.create_source POST /v1/customers/{id}/sources charge
customers.retrieve_source GET /v1/customers/{id}/sources/{id}
customers.update_source POST /v1/customers/{id}/sources/{id} charge
customers.delete_source DELETE /v1/customers/{id}/sources/{id} free
customers.verify_source POST /v1/customers/{id}/sources/{id}/verify
customers.list_tax_ids GET /v1/customers/{id}/tax_ids
customers.create_tax_id POST /v1/customers/{id}/tax_ids charge
customers.retrieve_tax_id GET /v1/customers/{id}/tax_ids/{id}
customers.delete_tax_id DELETE /v1/customers/{id}/tax_ids/{id} charge
disputes.list GET /v1/disputes
disputes.retrieve GET /v1/disputes/{id}
disputes.update POST /v1/disputes/{id} rule fee
disputes.close POST /v1/disputes/{id}/close rule refund
ephemeral_keys.create POST /v1/ephemeral_keys
ephemeral_keys.delete DELETE /v1/ephemeral_keys/{id}
events.list GET /v1/events
events.retrieve GET /v1/events/{id}
file_links.list GET /v1/file_links
file_links.create POST /v1/file_links
file_links.retrieve GET /v1/file_links/{id}
file_links.update POST /v1/file_links/{id}
files.list GET /v1/files
files.create POST /v1/files free
files.retrieve GET /v1/files/{id}
forwarding.requests.list GET /v1/forwarding/requests
forwarding.requests.create POST /v1/forwarding/requests
forwarding.requests.retrieve GET /v1/forwarding/requests/{id}
mandates.retrieve GET /v1/mandates/{id}
payment_attempt_records.list GET /v1/payment_attempt_records
payment_attempt_records.retrieve GET /v1/payment_attempt_records/{id}
payment_intents.list GET /v1/payment_intents
payment_intents.create POST /v1/payment_intents rule charge
payment_intents.search GET /v1/payment_intents/search
payment_intents.retrieve GET /v1/payment_intents/{id}
payment_intents.update POST /v1/payment_intents/{id} rule charge
payment_intents.list_amount_details_line_items GET /v1/payment_intents/{id}/amount_details_line_items
payment_intents.apply_customer_balance POST /v1/payment_intents/{id}/apply_customer_balance rule charge
payment_intents.cancel POST /v1/payment_intents/{id}/cancel rule
payment_intents.capture POST /v1/payment_intents/{id}/capture rule capture
payment_intents.confirm POST /v1/payment_intents/{id}/confirm rule charge
payment_intents.increment_authorization POST /v1/payment_intents/{id}/increment_authorization rule authorise
payment_intents.verify_microdeposits POST /v1/payment_intents/{id}/verify_microdeposits rule charge
payment_links.list GET /v1/payment_links
payment_links.create POST /v1/payment_links rule charge
payment_links.retrieve GET /v1/payment_links/{id}
payment_links.update POST /v1/payment_links/{id} rule charge
payment_links.list_line_items GET /v1/payment_links/{id}/line_items
payment_method_configurations.list GET /v1/payment_method_configurations
payment_method_configurations.create POST /v1/payment_method_configurations
payment_method_configurations.retrieve GET /v1/payment_method_configurations/{id}
payment_method_configurations.update POST /v1/payment_method_configurations/{id}
payment_method_domains.list GET /v1/payment_method_domains
payment_method_domains.create POST /v1/payment_method_domains
payment_method_domains.retrieve GET /v1/payment_method_domains/{id}
payment_method_domains.update POST /v1/payment_method_domains/{id}
payment_method_domains.validate POST /v1/payment_method_domains/{id}/validate
payment_methods.list GET /v1/payment_methods
payment_methods.create POST /v1/payment_methods free
payment_methods.retrieve GET /v1/payment_methods/{id}
payment_methods.update POST /v1/payment_methods/{id} free
payment_methods.attach POST /v1/payment_methods/{id}/attach free
payment_methods.detach POST /v1/payment_methods/{id}/detach free
payment_records.list GET /v1/payment_records
payment_records.report_payment POST /v1/payment_records/report_payment
payment_records.retrieve GET /v1/payment_records/{id}
payment_records.report_payment_attempt POST /v1/payment_records/{id}/report_payment_attempt
payment_records.report_payment_attempt_canceled POST /v1/payment_records/{id}/report_payment_attempt_canceled
payment_records.report_payment_attempt_failed POST /v1/payment_records/{id}/report_payment_attempt_failed
payment_records.report_payment_attempt_guaranteed POST /v1/payment_records/{id}/report_payment_attempt_guaranteed
payment_records.report_payment_attempt_informational POST /v1/payment_records/{id}/report_payment_attempt_informational
payment_records.report_refund POST /v1/payment_records/{id}/report_refund
radar.early_fraud_warnings.list GET /v1/radar/early_fraud_warnings
radar.early_fraud_warnings.retrieve GET /v1/radar/early_fraud_warnings/{id}
radar.payment_evaluations.create POST /v1/radar/payment_evaluations fee
radar.value_list_items.list GET /v1/radar/value_list_items
radar.value_list_items.create POST /v1/radar/value_list_items
radar.value_list_items.retrieve GET /v1/radar/value_list_items/{id}
radar.value_list_items.delete DELETE /v1/radar/value_list_items/{id}
radar.value_lists.list GET /v1/radar/value_lists
radar.value_lists.create POST /v1/radar/value_lists
radar.value_lists.retrieve GET /v1/radar/value_lists/{id}
radar.value_lists.update POST /v1/radar/value_lists/{id}
radar.value_lists.delete DELETE /v1/radar/value_lists/{id}
refunds.list GET /v1/refunds
refunds.create POST /v1/refunds rule refund
refunds.retrieve GET /v1/refunds/{id}
refunds.update POST /v1/refunds/{id} free
refunds.cancel POST /v1/refunds/{id}/cancel rule
reporting.report_runs.list GET /v1/reporting/report_runs
reporting.report_runs.create POST /v1/reporting/report_runs fee
reporting.report_runs.retrieve GET /v1/reporting/report_runs/{id}
reporting.report_types.list GET /v1/reporting/report_types
reporting.report_types.retrieve GET /v1/reporting/report_types/{id}
reviews.list GET /v1/reviews
reviews.retrieve GET /v1/reviews/{id}
reviews.approve POST /v1/reviews/{id}/approve
setup_attempts.list GET /v1/setup_attempts
setup_intents.list GET /v1/setup_intents
setup_intents.create POST /v1/setup_intents free
setup_intents.retrieve GET /v1/setup_intents/{id}
setup_intents.update POST /v1/setup_intents/{id} free
setup_intents.cancel POST /v1/setup_intents/{id}/cancel free
setup_intents.confirm POST /v1/setup_intents/{id}/confirm free
setup_intents.verify_microdeposits POST /v1/setup_intents/{id}/verify_microdeposits free
sigma.scheduled_query_runs.list GET /v1/sigma/scheduled_query_runs
sigma.scheduled_query_runs.retrieve GET /v1/sigma/scheduled_query_runs/{id}
sources.create POST /v1/sources charge
sources.retrieve GET /v1/sources/{id}
sources.update POST /v1/sources/{id} charge
sources.list_source_transactions GET /v1/sources/{id}/source_transactions
sources.verify POST /v1/sources/{id}/verify charge
three_d_secure.authentications.list GET /v1/three_d_secure/authentications
three_d_secure.authentications.create POST /v1/three_d_secure/authentications fee
three_d_secure.authentications.retrieve GET /v1/three_d_secure/authentications/{id}
three_d_secure.authentications.cancel POST /v1/three_d_secure/authentications/{id}/cancel free
three_d_secure.authentications.submit POST /v1/three_d_secure/authentications/{id}/submit fee
tokens.create POST /v1/tokens free
tokens.retrieve GET /v1/tokens/{id}
webhook_endpoints.list GET /v1/webhook_endpoints
webhook_endpoints.create POST /v1/webhook_endpoints
webhook_endpoints.retrieve GET /v1/webhook_endpoints/{id}
webhook_endpoints.update POST /v1/webhook_endpoints/{id}
webhook_endpoints.delete DELETE /v1/webhook_endpoints/{id}
`
