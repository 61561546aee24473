/** API v2. Source: the official Node SDK 23.1.0. The form of a line is explained in `../operations.ts`. */
export const v2 = `
v2.billing.meter_event_adjustments.create POST /v2/billing/meter_event_adjustments charge
v2.billing.meter_event_session.create POST /v2/billing/meter_event_session
v2.billing.meter_event_stream.create POST /v2/billing/meter_event_stream charge
v2.billing.meter_events.create POST /v2/billing/meter_events charge
v2.commerce.product_catalog.imports.list GET /v2/commerce/product_catalog/imports
v2.commerce.product_catalog.imports.create POST /v2/commerce/product_catalog/imports charge
v2.commerce.product_catalog.imports.retrieve GET /v2/commerce/product_catalog/imports/{id}
v2.core.account_links.create POST /v2/core/account_links
v2.core.account_tokens.create POST /v2/core/account_tokens
v2.core.account_tokens.retrieve GET /v2/core/account_tokens/{id}
v2.core.accounts.list GET /v2/core/accounts
v2.core.accounts.create POST /v2/core/accounts
v2.core.accounts.retrieve GET /v2/core/accounts/{id}
v2.core.accounts.update POST /v2/core/accounts/{id}
v2.core.accounts.close POST /v2/core/accounts/{id}/close
v2.core.accounts.person_tokens.create POST /v2/core/accounts/{id}/person_tokens
v2.core.accounts.person_tokens.retrieve GET /v2/core/accounts/{id}/person_tokens/{id}
v2.core.accounts.persons.list GET /v2/core/accounts/{id}/persons
v2.core.accounts.persons.create POST /v2/core/accounts/{id}/persons
v2.core.accounts.persons.retrieve GET /v2/core/accounts/{id}/persons/{id}
v2.core.accounts.persons.update POST /v2/core/accounts/{id}/persons/{id}
v2.core.accounts.persons.delete DELETE /v2/core/accounts/{id}/persons/{id}
v2.core.event_destinations.list GET /v2/core/event_destinations
v2.core.event_destinations.create POST /v2/core/event_destinations
v2.core.event_destinations.retrieve GET /v2/core/event_destinations/{id}
v2.core.event_destinations.update POST /v2/core/event_destinations/{id}
v2.core.event_destinations.delete DELETE /v2/core/event_destinations/{id}
v2.core.event_destinations.disable POST /v2/core/event_destinations/{id}/disable
v2.core.event_destinations.enable POST /v2/core/event_destinations/{id}/enable
v2.core.event_destinations.ping POST /v2/core/event_destinations/{id}/ping
v2.core.events.list GET /v2/core/events
v2.core.events.retrieve GET /v2/core/events/{id}
v2.core.vault.gb_bank_accounts.list GET /v2/core/vault/gb_bank_accounts
v2.core.vault.gb_bank_accounts.create POST /v2/core/vault/gb_bank_accounts
v2.core.vault.gb_bank_accounts.retrieve GET /v2/core/vault/gb_bank_accounts/{id}
v2.core.vault.gb_bank_accounts.archive POST /v2/core/vault/gb_bank_accounts/{id}/archive
v2.core.vault.gb_bank_accounts.unarchive POST /v2/core/vault/gb_bank_accounts/{id}/unarchive
v2.core.vault.us_bank_accounts.list GET /v2/core/vault/us_bank_accounts
v2.core.vault.us_bank_accounts.create POST /v2/core/vault/us_bank_accounts
v2.core.vault.us_bank_accounts.retrieve GET /v2/core/vault/us_bank_accounts/{id}
v2.core.vault.us_bank_accounts.update POST /v2/core/vault/us_bank_accounts/{id}
v2.core.vault.us_bank_accounts.archive POST /v2/core/vault/us_bank_accounts/{id}/archive
v2.core.vault.us_bank_accounts.confirm_microdeposits POST /v2/core/vault/us_bank_accounts/{id}/confirm_microdeposits
v2.core.vault.us_bank_accounts.send_microdeposits POST /v2/core/vault/us_bank_accounts/{id}/send_microdeposits
v2.core.vault.us_bank_accounts.unarchive POST /v2/core/vault/us_bank_accounts/{id}/unarchive
v2.money_management.adjustments.list GET /v2/money_management/adjustments
v2.money_management.adjustments.retrieve GET /v2/money_management/adjustments/{id}
v2.money_management.financial_accounts.list GET /v2/money_management/financial_accounts
v2.money_management.financial_accounts.retrieve GET /v2/money_management/financial_accounts/{id}
v2.money_management.financial_accounts.update POST /v2/money_management/financial_accounts/{id}
v2.money_management.financial_addresses.list GET /v2/money_management/financial_addresses
v2.money_management.financial_addresses.create POST /v2/money_management/financial_addresses
v2.money_management.financial_addresses.retrieve GET /v2/money_management/financial_addresses/{id}
v2.money_management.inbound_transfers.list GET /v2/money_management/inbound_transfers
v2.money_management.inbound_transfers.create POST /v2/money_management/inbound_transfers rule transfer
v2.money_management.inbound_transfers.retrieve GET /v2/money_management/inbound_transfers/{id}
v2.money_management.outbound_payments.list GET /v2/money_management/outbound_payments
v2.money_management.outbound_payments.create POST /v2/money_management/outbound_payments rule payout
v2.money_management.outbound_payments.retrieve GET /v2/money_management/outbound_payments/{id}
v2.money_management.outbound_payments.cancel POST /v2/money_management/outbound_payments/{id}/cancel rule
v2.money_management.outbound_setup_intents.list GET /v2/money_management/outbound_setup_intents
v2.money_management.outbound_setup_intents.create POST /v2/money_management/outbound_setup_intents
v2.money_management.outbound_setup_intents.retrieve GET /v2/money_management/outbound_setup_intents/{id}
v2.money_management.outbound_setup_intents.update POST /v2/money_management/outbound_setup_intents/{id}
v2.money_management.outbound_setup_intents.cancel POST /v2/money_management/outbound_setup_intents/{id}/cancel
v2.money_management.payout_intents.list GET /v2/money_management/payout_intents
v2.money_management.payout_intents.create POST /v2/money_management/payout_intents rule payout
v2.money_management.payout_intents.retrieve GET /v2/money_management/payout_intents/{id}
v2.money_management.payout_intents.update POST /v2/money_management/payout_intents/{id} rule payout
v2.money_management.payout_intents.cancel POST /v2/money_management/payout_intents/{id}/cancel rule
v2.money_management.payout_intents.confirm POST /v2/money_management/payout_intents/{id}/confirm rule payout
v2.money_management.payout_intents.refresh_fx_quote POST /v2/money_management/payout_intents/{id}/refresh_fx_quote payout
v2.money_management.payout_intents.refresh_recipient_verification POST /v2/money_management/payout_intents/{id}/refresh_recipient_verification free
v2.money_management.payout_methods.list GET /v2/money_management/payout_methods
v2.money_management.payout_methods.retrieve GET /v2/money_management/payout_methods/{id}
v2.money_management.payout_methods.archive POST /v2/money_management/payout_methods/{id}/archive
v2.money_management.payout_methods.unarchive POST /v2/money_management/payout_methods/{id}/unarchive
v2.money_management.payout_methods_bank_account_spec.retrieve GET /v2/money_management/payout_methods_bank_account_spec
v2.money_management.received_credits.list GET /v2/money_management/received_credits
v2.money_management.received_credits.retrieve GET /v2/money_management/received_credits/{id}
v2.money_management.recipient_verifications.create POST /v2/money_management/recipient_verifications
v2.money_management.recipient_verifications.retrieve GET /v2/money_management/recipient_verifications/{id}
v2.money_management.recipient_verifications.acknowledge POST /v2/money_management/recipient_verifications/{id}/acknowledge
v2.money_management.test_helpers.financial_addresses.credit POST /v2/money_management/test_helpers/financial_addresses/{id}/credit
v2.money_management.transaction_entries.list GET /v2/money_management/transaction_entries
v2.money_management.transaction_entries.retrieve GET /v2/money_management/transaction_entries/{id}
v2.money_management.transactions.list GET /v2/money_management/transactions
v2.money_management.transactions.retrieve GET /v2/money_management/transactions/{id}
v2.money_management.transactions.update POST /v2/money_management/transactions/{id} free
v2.money_management.transactions.refresh_regulatory_receipt POST /v2/money_management/transactions/{id}/refresh_regulatory_receipt free
v2.test_helpers.money_management.recipient_verifications POST /v2/test_helpers/money_management/recipient_verifications
`
