/** Issuing, Treasury, Terminal, Identity, Climate and Financial Connections. Source: the official Node SDK 23.1.0. The form of a line is explained in `../operations.ts`. */
export const products = `
climate.orders.list GET /v1/climate/orders
climate.orders.create POST /v1/climate/orders rule payout
climate.orders.retrieve GET /v1/climate/orders/{id}
climate.orders.update POST /v1/climate/orders/{id} free
climate.orders.cancel POST /v1/climate/orders/{id}/cancel rule
climate.products.list GET /v1/climate/products
climate.products.retrieve GET /v1/climate/products/{id}
climate.suppliers.list GET /v1/climate/suppliers
climate.suppliers.retrieve GET /v1/climate/suppliers/{id}
financial_connections.accounts.list GET /v1/financial_connections/accounts
financial_connections.accounts.retrieve GET /v1/financial_connections/accounts/{id}
financial_connections.accounts.disconnect POST /v1/financial_connections/accounts/{id}/disconnect fee
financial_connections.accounts.list_owners GET /v1/financial_connections/accounts/{id}/owners
financial_connections.accounts.refresh POST /v1/financial_connections/accounts/{id}/refresh fee
financial_connections.accounts.subscribe POST /v1/financial_connections/accounts/{id}/subscribe fee
financial_connections.accounts.unsubscribe POST /v1/financial_connections/accounts/{id}/unsubscribe fee
financial_connections.sessions.create POST /v1/financial_connections/sessions
financial_connections.sessions.retrieve GET /v1/financial_connections/sessions/{id}
financial_connections.transactions.list GET /v1/financial_connections/transactions
financial_connections.transactions.retrieve GET /v1/financial_connections/transactions/{id}
identity.verification_reports.list GET /v1/identity/verification_reports
identity.verification_reports.retrieve GET /v1/identity/verification_reports/{id}
identity.verification_sessions.list GET /v1/identity/verification_sessions
identity.verification_sessions.create POST /v1/identity/verification_sessions fee
identity.verification_sessions.retrieve GET /v1/identity/verification_sessions/{id}
identity.verification_sessions.update POST /v1/identity/verification_sessions/{id} fee
identity.verification_sessions.cancel POST /v1/identity/verification_sessions/{id}/cancel free
identity.verification_sessions.redact POST /v1/identity/verification_sessions/{id}/redact fee
issuing.authorizations.list GET /v1/issuing/authorizations
issuing.authorizations.retrieve GET /v1/issuing/authorizations/{id}
issuing.authorizations.update POST /v1/issuing/authorizations/{id} free
issuing.authorizations.approve POST /v1/issuing/authorizations/{id}/approve rule authorise
issuing.authorizations.decline POST /v1/issuing/authorizations/{id}/decline free
issuing.cardholders.list GET /v1/issuing/cardholders
issuing.cardholders.create POST /v1/issuing/cardholders authorise
issuing.cardholders.retrieve GET /v1/issuing/cardholders/{id}
issuing.cardholders.update POST /v1/issuing/cardholders/{id} rule authorise
issuing.cards.list GET /v1/issuing/cards
issuing.cards.create POST /v1/issuing/cards authorise
issuing.cards.retrieve GET /v1/issuing/cards/{id}
issuing.cards.update POST /v1/issuing/cards/{id} rule authorise
issuing.disputes.list GET /v1/issuing/disputes
issuing.disputes.create POST /v1/issuing/disputes fee
issuing.disputes.retrieve GET /v1/issuing/disputes/{id}
issuing.disputes.update POST /v1/issuing/disputes/{id}
issuing.disputes.submit POST /v1/issuing/disputes/{id}/submit fee
issuing.personalization_designs.list GET /v1/issuing/personalization_designs
issuing.personalization_designs.create POST /v1/issuing/personalization_designs fee
issuing.personalization_designs.retrieve GET /v1/issuing/personalization_designs/{id}
issuing.personalization_designs.update POST /v1/issuing/personalization_designs/{id} fee
issuing.physical_bundles.list GET /v1/issuing/physical_bundles
issuing.physical_bundles.retrieve GET /v1/issuing/physical_bundles/{id}
issuing.tokens.list GET /v1/issuing/tokens
issuing.tokens.retrieve GET /v1/issuing/tokens/{id}
issuing.tokens.update POST /v1/issuing/tokens/{id}
issuing.transactions.list GET /v1/issuing/transactions
issuing.transactions.retrieve GET /v1/issuing/transactions/{id}
issuing.transactions.update POST /v1/issuing/transactions/{id} free
terminal.configurations.list GET /v1/terminal/configurations
terminal.configurations.create POST /v1/terminal/configurations
terminal.configurations.retrieve GET /v1/terminal/configurations/{id}
terminal.configurations.update POST /v1/terminal/configurations/{id}
terminal.configurations.delete DELETE /v1/terminal/configurations/{id}
terminal.connection_tokens.create POST /v1/terminal/connection_tokens
terminal.locations.list GET /v1/terminal/locations
terminal.locations.create POST /v1/terminal/locations
terminal.locations.retrieve GET /v1/terminal/locations/{id}
terminal.locations.update POST /v1/terminal/locations/{id}
terminal.locations.delete DELETE /v1/terminal/locations/{id}
terminal.onboarding_links.create POST /v1/terminal/onboarding_links
terminal.readers.list GET /v1/terminal/readers
terminal.readers.create POST /v1/terminal/readers free
terminal.readers.retrieve GET /v1/terminal/readers/{id}
terminal.readers.update POST /v1/terminal/readers/{id} free
terminal.readers.delete DELETE /v1/terminal/readers/{id} free
terminal.readers.cancel_action POST /v1/terminal/readers/{id}/cancel_action free
terminal.readers.collect_inputs POST /v1/terminal/readers/{id}/collect_inputs fee
terminal.readers.collect_payment_method POST /v1/terminal/readers/{id}/collect_payment_method rule charge
terminal.readers.confirm_payment_intent POST /v1/terminal/readers/{id}/confirm_payment_intent rule charge
terminal.readers.process_payment_intent POST /v1/terminal/readers/{id}/process_payment_intent rule charge
terminal.readers.process_setup_intent POST /v1/terminal/readers/{id}/process_setup_intent fee
terminal.readers.refund_payment POST /v1/terminal/readers/{id}/refund_payment rule refund
terminal.readers.set_reader_display POST /v1/terminal/readers/{id}/set_reader_display fee
treasury.credit_reversals.list GET /v1/treasury/credit_reversals
treasury.credit_reversals.create POST /v1/treasury/credit_reversals rule transfer
treasury.credit_reversals.retrieve GET /v1/treasury/credit_reversals/{id}
treasury.debit_reversals.list GET /v1/treasury/debit_reversals
treasury.debit_reversals.create POST /v1/treasury/debit_reversals rule transfer
treasury.debit_reversals.retrieve GET /v1/treasury/debit_reversals/{id}
treasury.financial_accounts.list GET /v1/treasury/financial_accounts
treasury.financial_accounts.create POST /v1/treasury/financial_accounts
treasury.financial_accounts.retrieve GET /v1/treasury/financial_accounts/{id}
treasury.financial_accounts.update POST /v1/treasury/financial_accounts/{id}
treasury.financial_accounts.close POST /v1/treasury/financial_accounts/{id}/close
treasury.financial_accounts.retrieve_features GET /v1/treasury/financial_accounts/{id}/features
treasury.financial_accounts.update_features POST /v1/treasury/financial_accounts/{id}/features
treasury.inbound_transfers.list GET /v1/treasury/inbound_transfers
treasury.inbound_transfers.create POST /v1/treasury/inbound_transfers rule transfer
treasury.inbound_transfers.retrieve GET /v1/treasury/inbound_transfers/{id}
treasury.inbound_transfers.cancel POST /v1/treasury/inbound_transfers/{id}/cancel rule
treasury.outbound_payments.list GET /v1/treasury/outbound_payments
treasury.outbound_payments.create POST /v1/treasury/outbound_payments rule payout
treasury.outbound_payments.retrieve GET /v1/treasury/outbound_payments/{id}
treasury.outbound_payments.cancel POST /v1/treasury/outbound_payments/{id}/cancel rule
treasury.outbound_transfers.list GET /v1/treasury/outbound_transfers
treasury.outbound_transfers.create POST /v1/treasury/outbound_transfers rule payout
treasury.outbound_transfers.retrieve GET /v1/treasury/outbound_transfers/{id}
treasury.outbound_transfers.cancel POST /v1/treasury/outbound_transfers/{id}/cancel rule
treasury.received_credits.list GET /v1/treasury/received_credits
treasury.received_credits.retrieve GET /v1/treasury/received_credits/{id}
treasury.received_debits.list GET /v1/treasury/received_debits
treasury.received_debits.retrieve GET /v1/treasury/received_debits/{id}
treasury.transaction_entries.list GET /v1/treasury/transaction_entries
treasury.transaction_entries.retrieve GET /v1/treasury/transaction_entries/{id}
treasury.transactions.list GET /v1/treasury/transactions
treasury.transactions.retrieve GET /v1/treasury/transactions/{id}
`
