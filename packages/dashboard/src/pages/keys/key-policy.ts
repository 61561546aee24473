/** A key of the wire as the policy that the worst-case sentence is made from, and a covered line of what it allows. */
import type { BudgetLine, Key } from '../../api/types.ts'
import { microsOf } from '../../format/money.ts'
import { moneyClassOf } from '../budgets/tightest.ts'
import type { CapsInForce, KeyPolicy } from './policy/worst-case.ts'

interface WireCaps {
  readonly hourly_usd_cap: number | null
  readonly daily_usd_cap: number | null
  readonly monthly_usd_cap: number | null
  readonly total_usd_cap: number | null
}

/** @param now epoch ms: the worst is what it can still do from here on */
export function policyOfKey(key: Key, now: number): KeyPolicy {
  return {
    allowedEndpoints: key.allowed_endpoints,
    caps: capsOf(key),
    classCaps: Object.fromEntries(
      Object.entries(key.caps).flatMap(([name, own]) => (own === undefined ? [] : [[name, capsOf(own)]])),
    ),
    maxPerCall: microsOrNull(key.max_usd_per_call),
    maxCalls: key.max_calls,
    calendarDays: key.daily_reset === 'midnight',
    lifeMs: Math.max(0, Date.parse(key.expires_at) - Math.max(now, Date.parse(key.created_at))),
    observe: key.mode === 'observe',
    unknownCostAllowed: key.unknown_cost !== 'deny',
    sharedBudgets: key.shared_budgets,
    run: key.run_budget === 'shared' ? key.run : null,
    // What a key that only observes has of its own stops nothing; what it shares with others does.
    left: stillPossible(key.mode === 'observe' ? { ...key, budgets: key.budgets.filter(isShared) } : key, now),
  }
}

const isShared = ({ kind }: BudgetLine): boolean => kind !== 'key'

const WINDOW_MS: Partial<Record<BudgetLine['window'], number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
}

/**
 * The most it can still move before it ends: of every cap it must fit, its own and shared ones, what is left of the present
 * window and all of those that begin before the end. Null where nothing caps it.
 */
export function stillPossible(
  { budgets, expires_at }: Pick<Key, 'budgets' | 'expires_at'>,
  now: number,
): bigint | null {
  const bounds = budgets.flatMap((line) => {
    const { window, cap_usd, remaining_usd, resets_at } = line
    // The cap of one kind of money bounds that kind alone.
    if (
      cap_usd === null ||
      remaining_usd === null ||
      moneyClassOf(line) !== null ||
      window === 'call' ||
      window === 'calls'
    )
      return []
    const length = WINDOW_MS[window]
    const after =
      resets_at === null || length === undefined ? 0 : Date.parse(expires_at) - Math.max(now, Date.parse(resets_at))
    const more = length === undefined ? 0 : Math.max(0, Math.ceil(after / length))
    return [microsOf(remaining_usd) + microsOf(cap_usd) * BigInt(more)]
  })
  return bounds.length === 0 ? null : bounds.reduce((least, bound) => (bound < least ? bound : least))
}

const capsOf = (caps: WireCaps): CapsInForce => ({
  hourly: microsOrNull(caps.hourly_usd_cap),
  daily: microsOrNull(caps.daily_usd_cap),
  monthly: microsOrNull(caps.monthly_usd_cap),
  total: microsOrNull(caps.total_usd_cap),
})

const microsOrNull = (usd: number | null): bigint | null => (usd === null ? null : microsOf(usd))
