/**
 * What the live keys of one issuer may still spend: the sum that `max_outstanding_usd` bounds. Keys that share a run, or have
 * no cap but a shared one, count that budget once.
 */
import { type Instant, type MicroUsd, remaining } from '@keybrake/core'
import { text } from '../columns.ts'
import { windowAt } from '../windows.ts'
import type { Budget } from '../records/budget.ts'
import type { Unit } from '../unit.ts'
import { prepared } from './prepared.ts'

/** Null: no cap bounds it. */
type Bound = bigint | null

interface Drawing {
  readonly expiresAt: Instant
  readonly budgets: readonly Budget[]
}

interface Group {
  /** What the group's shared budget still lets through, seen from the key that lives longest. */
  shared: Bound
  /** Sum over its keys' own caps; null as soon as one key has none. */
  own: Bound
}

const LIVE_KEYS = 'SELECT id FROM keys WHERE principal_id = ? AND revoked_at IS NULL AND expires_at > ?'

const PERIOD_MS = [3_600_000, 86_400_000, 2_592_000_000] as const

/**
 * Null: something among it is not bounded at all.
 *
 * @param next the key that is about to be issued; null: none is
 */
export function outstanding(unit: Unit, principalId: string, next: Drawing | null, at: Instant): Bound {
  unit.keys.flush()
  const groups = new Map<string, Group>()
  for (const row of prepared(unit.db, LIVE_KEYS).all(principalId, at)) {
    const key = unit.keys.get(text(row, 'id'))
    if (key === null) continue
    const budgets = key.budgetIds.flatMap((id) => unit.budgets.get(id) ?? [])
    count(groups, { expiresAt: key.expiresAt, budgets }, at)
  }
  if (next !== null) count(groups, next, at)
  let sum = 0n
  for (const { shared, own } of groups.values()) {
    const bound = least(shared, own)
    if (bound === null) return null
    sum += bound
  }
  return sum
}

/** The key counts in the group of its run, else in its own where its own budget has a cap, else in its tightest shared one's. */
function count(groups: Map<string, Group>, { expiresAt, budgets }: Drawing, at: Instant): void {
  const [ownBudget, ...others] = budgets
  if (ownBudget === undefined) return
  const own = stillPossible(ownBudget, expiresAt, at)
  const bounds = others.map((budget) => ({ budget, bound: stillPossible(budget, expiresAt, at) }))
  const run = bounds.find(({ budget, bound }) => budget.kind === 'run' && bound !== null)
  const chosen = run ?? (own === null ? tightest(bounds) : undefined)
  const group = groups.get(chosen?.budget.id ?? ownBudget.id)
  if (group === undefined) {
    groups.set(chosen?.budget.id ?? ownBudget.id, { shared: chosen?.bound ?? null, own })
    return
  }
  if (chosen?.bound !== undefined && chosen.bound !== null && group.shared !== null && chosen.bound > group.shared) {
    group.shared = chosen.bound
  }
  group.own = group.own === null || own === null ? null : group.own + own
}

interface BudgetBound {
  readonly budget: Budget
  readonly bound: Bound
}

function tightest(bounds: readonly BudgetBound[]): BudgetBound | undefined {
  const capped = bounds.filter(({ bound }) => bound !== null)
  return capped.reduce<BudgetBound | undefined>((best, next) => {
    const closer = best === undefined || least(best.bound, next.bound) !== best.bound
    return closer ? next : best
  }, undefined)
}

const least = (a: Bound, b: Bound): Bound => (a === null ? b : b === null || a < b ? a : b)

/** A cap per window lets its amount through again in each window that begins before the key expires. */
function stillPossible(budget: Budget, expiresAt: Instant, at: Instant): Bound {
  return budget.caps.reduce<Bound>((bound, cap, index) => {
    if (cap === null) return bound
    const { spent, held, end } = windowAt(budget, index, at)
    const period = PERIOD_MS[index]
    const later = period === undefined || expiresAt <= end ? 0 : Math.ceil((expiresAt - end) / period)
    return least(bound, remaining(cap, spent as MicroUsd, held as MicroUsd) + cap * BigInt(later))
  }, null)
}
