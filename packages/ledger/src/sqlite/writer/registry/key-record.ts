/** A key as readers get it: with its calls, its present status and the live spend of every budget it draws on. */
import { type BudgetLine, type Instant, type MicroUsd, remaining } from '@keybrake/core'
import type { KeyRecord } from '../../../ledger.ts'
import type { KeyWithBudgets } from '../../../registry.ts'
import { linesOf } from '../counters.ts'
import type { Budget } from '../records/budget.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'

const COUNT = 1_000_000

export function keyRecord(unit: Unit, key: Key): KeyRecord {
  const { calls, costlyCalls } = ownBudget(unit, key).counts
  const { rateCalls, ratePerMs } = key
  // Member by member: spreading an object without some of its members is slow.
  return {
    id: key.id,
    lookup: key.lookup,
    mac: key.mac,
    principalId: key.principalId,
    connection: key.connection,
    label: key.label,
    run: key.run,
    budgetIds: key.budgetIds,
    classBudgets: key.classBudgets,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
    revokeReason: key.revokeReason,
    maxPerCall: key.maxPerCall,
    maxCalls: key.maxCalls,
    maxConcurrentCalls: key.maxConcurrentCalls,
    rateLimit: rateCalls === null || ratePerMs === null ? null : { calls: rateCalls, perMs: ratePerMs },
    observe: key.observe,
    revision: key.revision,
    costlyCalls,
    calls,
    document: key.document,
  }
}

export function ownBudget(unit: Unit, key: Key): Budget {
  const [id] = key.budgetIds
  const budget = id === undefined ? null : unit.budgets.get(id)
  if (budget === null) throw new Error(`key ${key.id} has no budget of its own`)
  return budget
}

export function keyWithBudgets(unit: Unit, key: Key, at: Instant): KeyWithBudgets {
  const lines = keyLines(unit, key, at)
  return { key: keyRecord(unit, key), status: keyStatus(key, ownBudget(unit, key).name, lines, at), lines }
}

/** One line a capped window, one line a budget without a cap, and one for the number of calls where that is bounded. */
function keyLines(unit: Unit, key: Key, at: Instant): BudgetLine[] {
  const lines = [...key.budgetIds, ...key.classBudgets.map(({ budgetId }) => budgetId)].flatMap((id) => {
    const budget = unit.budgets.get(id)
    return budget === null ? [] : linesOf(budget, at)
  })
  return key.maxCalls === null ? lines : [...lines, callsLine(ownBudget(unit, key), key.maxCalls)]
}

/** Counts are shown times 1,000,000, so that they print as counts wherever an amount would stand. */
function callsLine({ name, kind, counts }: Budget, maxCalls: number): BudgetLine {
  const scaled = (count: number): MicroUsd => BigInt(count * COUNT) as MicroUsd
  const spent = scaled(counts.costlyCalls)
  return { budget: name, kind, window: 'calls', cap: scaled(maxCalls), spent, held: 0n as MicroUsd, resetsAt: null }
}

function keyStatus(key: Key, own: string, lines: readonly BudgetLine[], at: Instant): KeyWithBudgets['status'] {
  if (key.revokedAt !== null) return 'revoked'
  if (key.expiresAt <= at) return 'expired'
  const full = ({ cap, spent, held }: BudgetLine): boolean => cap !== null && remaining(cap, spent, held) === 0n
  // What observe mode only records does not stop the key, nor does one class of money that is used up.
  const stops = ({ budget, kind }: BudgetLine): boolean => kind !== 'key' || (!key.observe && budget === own)
  return lines.some((line) => full(line) && stops(line)) ? 'exhausted' : 'active'
}
