/** Balance, payouts, transfers and connected accounts. Source: the official Node SDK 23.1.0. The form of a line is explained in `../operations.ts`. */
export const connect = `
oauth.deauthorize POST /oauth/deauthorize
oauth.token POST /oauth/token
accounts.retrieve_current GET /v1/account
account_links.create POST /v1/account_links
account_sessions.create POST /v1/account_sessions
accounts.list GET /v1/accounts
accounts.create POST /v1/accounts
accounts.retrieve GET /v1/accounts/{id}
accounts.update POST /v1/accounts/{id}
accounts.delete DELETE /v1/accounts/{id}
accounts.list_capabilities GET /v1/accounts/{id}/capabilities
accounts.retrieve_capability GET /v1/accounts/{id}/capabilities/{id}
accounts.update_capability POST /v1/accounts/{id}/capabilities/{id}
accounts.list_external_accounts GET /v1/accounts/{id}/external_accounts
accounts.create_external_account POST /v1/accounts/{id}/external_accounts
accounts.retrieve_external_account GET /v1/accounts/{id}/external_accounts/{id}
accounts.update_external_account POST /v1/accounts/{id}/external_accounts/{id}
accounts.delete_external_account DELETE /v1/accounts/{id}/external_accounts/{id}
accounts.create_login_link POST /v1/accounts/{id}/login_links
accounts.list_persons GET /v1/accounts/{id}/persons
accounts.create_person POST /v1/accounts/{id}/persons
accounts.retrieve_person GET /v1/accounts/{id}/persons/{id}
accounts.update_person POST /v1/accounts/{id}/persons/{id}
accounts.delete_person DELETE /v1/accounts/{id}/persons/{id}
accounts.reject POST /v1/accounts/{id}/reject
accounts.unreject POST /v1/accounts/{id}/unreject
apple_pay_domains.list GET /v1/apple_pay/domains
apple_pay_domains.create POST /v1/apple_pay/domains
apple_pay_domains.retrieve GET /v1/apple_pay/domains/{id}
apple_pay_domains.delete DELETE /v1/apple_pay/domains/{id}
application_fees.list GET /v1/application_fees
application_fees.retrieve GET /v1/application_fees/{id}
application_fees.list_refunds GET /v1/application_fees/{id}/refunds
application_fees.create_refund POST /v1/application_fees/{id}/refunds rule refund
application_fees.retrieve_refund GET /v1/application_fees/{id}/refunds/{id}
application_fees.update_refund POST /v1/application_fees/{id}/refunds/{id} free
apps.installs.list GET /v1/apps/installs
apps.installs.create POST /v1/apps/installs
apps.installs.retrieve GET /v1/apps/installs/{id}
apps.installs.update POST /v1/apps/installs/{id}
apps.installs.uninstall POST /v1/apps/installs/{id}/uninstall
apps.secrets.list GET /v1/apps/secrets
apps.secrets.create POST /v1/apps/secrets
apps.secrets.delete_where POST /v1/apps/secrets/delete
apps.secrets.find GET /v1/apps/secrets/find
balance.retrieve GET /v1/balance
balance_settings.retrieve GET /v1/balance_settings
balance_settings.update POST /v1/balance_settings
balance_transactions.list GET /v1/balance_transactions
balance_transactions.retrieve GET /v1/balance_transactions/{id}
country_specs.list GET /v1/country_specs
country_specs.retrieve GET /v1/country_specs/{id}
exchange_rates.list GET /v1/exchange_rates
exchange_rates.retrieve GET /v1/exchange_rates/{id}
payouts.list GET /v1/payouts
payouts.create POST /v1/payouts rule payout
payouts.retrieve GET /v1/payouts/{id}
payouts.update POST /v1/payouts/{id} free
payouts.cancel POST /v1/payouts/{id}/cancel rule
payouts.reverse POST /v1/payouts/{id}/reverse rule payout
topups.list GET /v1/topups
topups.create POST /v1/topups rule transfer
topups.retrieve GET /v1/topups/{id}
topups.update POST /v1/topups/{id} free
topups.cancel POST /v1/topups/{id}/cancel rule
transfers.list GET /v1/transfers
transfers.create POST /v1/transfers rule transfer
transfers.retrieve GET /v1/transfers/{id}
transfers.update POST /v1/transfers/{id} free
transfers.list_reversals GET /v1/transfers/{id}/reversals
transfers.create_reversal POST /v1/transfers/{id}/reversals rule transfer
transfers.retrieve_reversal GET /v1/transfers/{id}/reversals/{id}
transfers.update_reversal POST /v1/transfers/{id}/reversals/{id} free
`
