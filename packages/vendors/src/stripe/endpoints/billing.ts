/** Billing: products, prices, invoices, subscriptions, quotes and tax. Source: the official Node SDK 23.1.0. The form of a line is explained in `../operations.ts`. */
export const billing = `
billing.alerts.list GET /v1/billing/alerts
billing.alerts.create POST /v1/billing/alerts
billing.alerts.retrieve GET /v1/billing/alerts/{id}
billing.alerts.activate POST /v1/billing/alerts/{id}/activate
billing.alerts.archive POST /v1/billing/alerts/{id}/archive
billing.alerts.deactivate POST /v1/billing/alerts/{id}/deactivate
billing.credit_balance_summary.retrieve GET /v1/billing/credit_balance_summary
billing.credit_balance_transactions.list GET /v1/billing/credit_balance_transactions
billing.credit_balance_transactions.retrieve GET /v1/billing/credit_balance_transactions/{id}
billing.credit_grants.list GET /v1/billing/credit_grants
billing.credit_grants.create POST /v1/billing/credit_grants rule credit
billing.credit_grants.retrieve GET /v1/billing/credit_grants/{id}
billing.credit_grants.update POST /v1/billing/credit_grants/{id} rule credit
billing.credit_grants.expire POST /v1/billing/credit_grants/{id}/expire later charge
billing.credit_grants.void_grant POST /v1/billing/credit_grants/{id}/void later charge
billing.feedback_options.list GET /v1/billing/feedback_options
billing.feedback_options.create POST /v1/billing/feedback_options free
billing.feedback_options.retrieve GET /v1/billing/feedback_options/{id}
billing.feedback_options.update POST /v1/billing/feedback_options/{id} free
billing.feedback_options.deactivate POST /v1/billing/feedback_options/{id}/deactivate free
billing.meter_event_adjustments.create POST /v1/billing/meter_event_adjustments charge
billing.meter_events.create POST /v1/billing/meter_events charge
billing.meters.list GET /v1/billing/meters
billing.meters.create POST /v1/billing/meters free
billing.meters.retrieve GET /v1/billing/meters/{id}
billing.meters.update POST /v1/billing/meters/{id} free
billing.meters.deactivate POST /v1/billing/meters/{id}/deactivate
billing.meters.list_event_summaries GET /v1/billing/meters/{id}/event_summaries
billing.meters.reactivate POST /v1/billing/meters/{id}/reactivate
billing_portal.configurations.list GET /v1/billing_portal/configurations
billing_portal.configurations.create POST /v1/billing_portal/configurations
billing_portal.configurations.retrieve GET /v1/billing_portal/configurations/{id}
billing_portal.configurations.update POST /v1/billing_portal/configurations/{id}
billing_portal.sessions.create POST /v1/billing_portal/sessions
coupons.list GET /v1/coupons
coupons.create POST /v1/coupons credit
coupons.retrieve GET /v1/coupons/{id}
coupons.update POST /v1/coupons/{id} rule credit
coupons.delete DELETE /v1/coupons/{id} free
credit_notes.list GET /v1/credit_notes
credit_notes.create POST /v1/credit_notes rule credit
credit_notes.preview GET /v1/credit_notes/preview
credit_notes.list_preview_line_items GET /v1/credit_notes/preview/lines
credit_notes.retrieve GET /v1/credit_notes/{id}
credit_notes.update POST /v1/credit_notes/{id} free
credit_notes.list_line_items GET /v1/credit_notes/{id}/lines
credit_notes.void_credit_note POST /v1/credit_notes/{id}/void later charge
entitlements.active_entitlements.list GET /v1/entitlements/active_entitlements
entitlements.active_entitlements.retrieve GET /v1/entitlements/active_entitlements/{id}
entitlements.features.list GET /v1/entitlements/features
entitlements.features.create POST /v1/entitlements/features free
entitlements.features.retrieve GET /v1/entitlements/features/{id}
entitlements.features.update POST /v1/entitlements/features/{id} free
invoice_payments.list GET /v1/invoice_payments
invoice_payments.retrieve GET /v1/invoice_payments/{id}
invoice_rendering_templates.list GET /v1/invoice_rendering_templates
invoice_rendering_templates.retrieve GET /v1/invoice_rendering_templates/{id}
invoice_rendering_templates.archive POST /v1/invoice_rendering_templates/{id}/archive free
invoice_rendering_templates.unarchive POST /v1/invoice_rendering_templates/{id}/unarchive free
invoice_items.list GET /v1/invoiceitems
invoice_items.create POST /v1/invoiceitems rule charge
invoice_items.retrieve GET /v1/invoiceitems/{id}
invoice_items.update POST /v1/invoiceitems/{id} rule charge
invoice_items.delete DELETE /v1/invoiceitems/{id} rule charge
invoices.list GET /v1/invoices
invoices.create POST /v1/invoices rule charge
invoices.create_preview POST /v1/invoices/create_preview free
invoices.search GET /v1/invoices/search
invoices.retrieve GET /v1/invoices/{id}
invoices.update POST /v1/invoices/{id} rule charge
invoices.delete DELETE /v1/invoices/{id} free
invoices.add_lines POST /v1/invoices/{id}/add_lines rule charge
invoices.attach_payment POST /v1/invoices/{id}/attach_payment rule charge
invoices.finalize_invoice POST /v1/invoices/{id}/finalize rule charge
invoices.list_line_items GET /v1/invoices/{id}/lines
invoices.update_line_item POST /v1/invoices/{id}/lines/{id} rule charge
invoices.mark_uncollectible POST /v1/invoices/{id}/mark_uncollectible free
invoices.pay POST /v1/invoices/{id}/pay rule charge
invoices.remove_lines POST /v1/invoices/{id}/remove_lines rule charge
invoices.send_invoice POST /v1/invoices/{id}/send rule charge
invoices.update_lines POST /v1/invoices/{id}/update_lines rule charge
invoices.void_invoice POST /v1/invoices/{id}/void rule
plans.list GET /v1/plans
plans.create POST /v1/plans charge
plans.retrieve GET /v1/plans/{id}
plans.update POST /v1/plans/{id} charge
plans.delete DELETE /v1/plans/{id} free
prices.list GET /v1/prices
prices.create POST /v1/prices free
prices.search GET /v1/prices/search
prices.retrieve GET /v1/prices/{id}
prices.update POST /v1/prices/{id} rule charge
product_catalog.trial_offers.list GET /v1/product_catalog/trial_offers
product_catalog.trial_offers.create POST /v1/product_catalog/trial_offers charge
product_catalog.trial_offers.retrieve GET /v1/product_catalog/trial_offers/{id}
product_catalog.trial_offers.update POST /v1/product_catalog/trial_offers/{id} charge
products.list GET /v1/products
products.create POST /v1/products free
products.search GET /v1/products/search
products.retrieve GET /v1/products/{id}
products.update POST /v1/products/{id} rule charge
products.delete DELETE /v1/products/{id} free
products.list_features GET /v1/products/{id}/features
products.create_feature POST /v1/products/{id}/features free
products.retrieve_feature GET /v1/products/{id}/features/{id}
products.delete_feature DELETE /v1/products/{id}/features/{id} free
promotion_codes.list GET /v1/promotion_codes
promotion_codes.create POST /v1/promotion_codes credit
promotion_codes.retrieve GET /v1/promotion_codes/{id}
promotion_codes.update POST /v1/promotion_codes/{id} rule credit
quotes.list GET /v1/quotes
quotes.create POST /v1/quotes later charge
quotes.retrieve GET /v1/quotes/{id}
quotes.update POST /v1/quotes/{id} later charge
quotes.accept POST /v1/quotes/{id}/accept rule charge
quotes.cancel POST /v1/quotes/{id}/cancel free
quotes.list_computed_upfront_line_items GET /v1/quotes/{id}/computed_upfront_line_items
quotes.finalize_quote POST /v1/quotes/{id}/finalize later charge
quotes.list_line_items GET /v1/quotes/{id}/line_items
quotes.pdf GET /v1/quotes/{id}/pdf
shipping_rates.list GET /v1/shipping_rates
shipping_rates.create POST /v1/shipping_rates charge
shipping_rates.retrieve GET /v1/shipping_rates/{id}
shipping_rates.update POST /v1/shipping_rates/{id} rule charge
subscription_items.list GET /v1/subscription_items
subscription_items.create POST /v1/subscription_items later charge
subscription_items.retrieve GET /v1/subscription_items/{id}
subscription_items.update POST /v1/subscription_items/{id} later charge
subscription_items.delete DELETE /v1/subscription_items/{id} later charge
subscription_schedules.list GET /v1/subscription_schedules
subscription_schedules.create POST /v1/subscription_schedules later charge
subscription_schedules.retrieve GET /v1/subscription_schedules/{id}
subscription_schedules.update POST /v1/subscription_schedules/{id} later charge
subscription_schedules.cancel POST /v1/subscription_schedules/{id}/cancel later charge
subscription_schedules.release POST /v1/subscription_schedules/{id}/release later charge
subscriptions.list GET /v1/subscriptions
subscriptions.create POST /v1/subscriptions rule charge
subscriptions.search GET /v1/subscriptions/search
subscriptions.retrieve GET /v1/subscriptions/{id}
subscriptions.update POST /v1/subscriptions/{id} rule charge
subscriptions.cancel DELETE /v1/subscriptions/{id} rule charge
subscriptions.delete_discount DELETE /v1/subscriptions/{id}/discount later charge
subscriptions.migrate POST /v1/subscriptions/{id}/migrate later charge
subscriptions.pause POST /v1/subscriptions/{id}/pause later charge
subscriptions.resume POST /v1/subscriptions/{id}/resume later charge
tax.associations.find GET /v1/tax/associations/find
tax.calculations.create POST /v1/tax/calculations fee
tax.calculations.retrieve GET /v1/tax/calculations/{id}
tax.calculations.list_line_items GET /v1/tax/calculations/{id}/line_items
tax.locations.list GET /v1/tax/locations
tax.locations.create POST /v1/tax/locations charge
tax.locations.retrieve GET /v1/tax/locations/{id}
tax.registrations.list GET /v1/tax/registrations
tax.registrations.create POST /v1/tax/registrations charge
tax.registrations.retrieve GET /v1/tax/registrations/{id}
tax.registrations.update POST /v1/tax/registrations/{id} charge
tax.settings.retrieve GET /v1/tax/settings
tax.settings.update POST /v1/tax/settings charge
tax.transactions.create_from_calculation POST /v1/tax/transactions/create_from_calculation fee
tax.transactions.create_reversal POST /v1/tax/transactions/create_reversal fee
tax.transactions.retrieve GET /v1/tax/transactions/{id}
tax.transactions.list_line_items GET /v1/tax/transactions/{id}/line_items
tax_codes.list GET /v1/tax_codes
tax_codes.retrieve GET /v1/tax_codes/{id}
tax_ids.list GET /v1/tax_ids
tax_ids.create POST /v1/tax_ids charge
tax_ids.retrieve GET /v1/tax_ids/{id}
tax_ids.delete DELETE /v1/tax_ids/{id} charge
tax_rates.list GET /v1/tax_rates
tax_rates.create POST /v1/tax_rates charge
tax_rates.retrieve GET /v1/tax_rates/{id}
tax_rates.update POST /v1/tax_rates/{id} rule charge
`
