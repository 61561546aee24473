/** The policy of a key that was, to issue it again. */
import type { Key } from '../../../api/types.ts'
import { EMPTY_FORM, type IssueForm } from './form.ts'

/** A form with the policy of a key that was: for "reissue with the same policy". Its life starts anew. */
export function formOf(key: Key): IssueForm {
  const life = Date.parse(key.expires_at) - Date.parse(key.created_at)
  return {
    ...EMPTY_FORM,
    connection: key.connection,
    entries: key.allowed_endpoints,
    label: key.label ?? '',
    run: key.run ?? '',
    hourly: amountText(key.hourly_usd_cap),
    daily: amountText(key.daily_usd_cap),
    monthly: amountText(key.monthly_usd_cap),
    total: amountText(key.total_usd_cap),
    perCall: amountText(key.max_usd_per_call),
    maxCalls: key.max_calls === null ? '' : String(key.max_calls),
    concurrent: key.max_concurrent_calls === null ? '' : String(key.max_concurrent_calls),
    rate: key.rate_limit ?? '',
    expiresIn: `${Math.max(1, Math.round(life / 60_000))}m`,
    budgets: key.shared_budgets,
    tags: Object.entries(key.tags)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    parameters: Object.keys(key.parameters).length === 0 ? '' : JSON.stringify(key.parameters, null, 2),
    observe: key.mode === 'observe',
    uncapped: key.uncapped,
  }
}

/** Rules of a key that the form has no field for, as they are sent again. */
export function extrasOf(key: Key): Readonly<Record<string, unknown>> {
  const { caps, unknown_cost, idempotency_scope, accounts, opened_endpoints, exhausted_status, daily_reset, timezone } =
    key
  return {
    ...(Object.keys(caps).length === 0 ? {} : { caps: withoutNulls(caps) }),
    ...(unknown_cost === 'deny' ? {} : { unknown_cost }),
    ...(idempotency_scope === 'principal' ? {} : { idempotency_scope }),
    ...(accounts.length === 0 ? {} : { accounts }),
    ...(opened_endpoints.length === 0 ? {} : { opened_endpoints }),
    ...(exhausted_status === 429 ? {} : { exhausted_status }),
    ...(daily_reset === 'midnight' ? { daily_reset, timezone } : {}),
    ...(key.run === null || key.run_budget === 'shared' ? {} : { run_budget: key.run_budget }),
  }
}

const withoutNulls = (caps: Key['caps']) =>
  Object.fromEntries(
    Object.entries(caps).map(([name, own]) => [
      name,
      Object.fromEntries(Object.entries(own ?? {}).filter(([, amount]) => amount !== null)),
    ]),
  )

const amountText = (usd: number | null): string => (usd === null ? '' : String(usd))
