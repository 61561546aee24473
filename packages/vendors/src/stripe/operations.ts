/**
 * Every Stripe endpoint we know, from the tables in `endpoints/`. A line is `name METHOD path`, then how a write costs:
 * `free`, `rule` (see `rules/`), `later` (Stripe can move money without another call), or nothing where no rule exists
 * (`rules/reasons.ts` says why); and the class of money it moves.
 */
import { HOUR_MS } from '@keybrake/core'
import { closedFamilies } from '../shared/closed.ts'
import { readEndpoints } from '../shared/endpoints.ts'
import { operationTable, type TableRow } from '../shared/operation-table.ts'
import { billing } from './endpoints/billing.ts'
import { connect } from './endpoints/connect.ts'
import { legacy } from './endpoints/legacy.ts'
import { payments } from './endpoints/payments.ts'
import { products } from './endpoints/products.ts'
import { testHelpers } from './endpoints/test-helpers.ts'
import { v2 } from './endpoints/v2.ts'
import { locate } from './location.ts'
import { RULES } from './rules/all.ts'
import { reasonFor } from './rules/reasons.ts'

/** They mint or show credentials, change where money is paid out, or weaken Stripe's own guards. */
const CLOSED = closedFamilies([
  '/oauth/**',
  '/ephemeral_keys/**',
  '/account_sessions/**',
  '/customer_sessions/**',
  '/link_account_sessions/**',
  '/linked_accounts/**',
  '/webhook_endpoints/**',
  '/apps/**',
  '/terminal/connection_tokens/**',
  '/terminal/onboarding_links/**',
  '/accounts/*/login_links/**',
  '/account_links/**',
  '/billing_portal/**',
  '/file_links/**',
  '/financial_connections/sessions/**',
  '/billing/meter_event_session/**',
  '/core/event_destinations/**',
  '/core/claimable_sandboxes/**',
  '/crypto/**',
  '/iam/**',
  '/core/account_links/**',
  '/core/account_tokens/**',
  '/core/accounts/*/person_tokens/**',
  '/core/vault/**',
])

/** Same, but only for writes: reading them shows no credential. Test helpers stand for what others do, in test mode. */
const CLOSED_WRITES = closedFamilies([
  '/account',
  '/accounts/**',
  '/apple_pay/**',
  '/balance_settings',
  '/billing/alerts/**',
  '/core/accounts/**',
  '/customers/*/bank_accounts/*/verify',
  '/customers/*/sources/*/verify',
  '/issuing/tokens/**',
  '/money_management/financial_accounts/**',
  '/money_management/financial_addresses/**',
  '/money_management/outbound_setup_intents/**',
  '/money_management/payout_methods/**',
  '/money_management/recipient_verifications/**',
  '/payment_method_domains/**',
  '/radar/value_list_items/**',
  '/radar/value_lists/**',
  '/test_helpers/**',
  '/money_management/test_helpers/**',
  '/treasury/financial_accounts/**',
])

const V1_WINDOW_MS = 24 * HOUR_MS
const V2_WINDOW_MS = 30 * 24 * HOUR_MS

/** Stripe honours the key on every POST; in v2 on DELETE too. */
export function idempotency(row: Pick<TableRow, 'method' | 'path'>) {
  if (row.path.startsWith('/v2/')) return { windowMs: V2_WINDOW_MS }
  return row.method === 'POST' ? { windowMs: V1_WINDOW_MS } : null
}

const rows = [payments, connect, billing, products, testHelpers, v2, legacy].flatMap(readEndpoints).map((row) => ({
  ...row,
  json: row.path.startsWith('/v2/'),
  product: locate(row.path, null)?.product ?? 'api',
}))

/** The rule of an operation, or why it has none; what is free or a read says so by its line. */
const COST_RULES = Object.fromEntries(
  rows.flatMap(({ name, method, cost }) => {
    const rule = RULES[name]
    if (rule !== undefined) return [[name, rule.sentence]]
    const why = method === 'GET' || cost === 'free' ? null : reasonFor(name)
    return why === null ? [] : [[name, `Unknown: ${why}`]]
  }),
)

export const table = operationTable(rows, {
  bodyForm: 'form',
  closed: CLOSED,
  closedWrites: CLOSED_WRITES,
  idempotency,
  costRules: COST_RULES,
})
