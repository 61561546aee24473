/** Refusals: the first hundred per key, code and minute are rows of their own, later ones are counted in one more row. */
import type { Instant, MicroUsd, MoneyClass } from '@keybrake/core'
import type { LedgerRefusal, RecordRefusal, RefusalRow } from '../../../ledger.ts'
import { windowAt } from '../windows.ts'
import type { Budget } from '../records/budget.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import { recordRefuse } from './entries.ts'

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** Why the ledger refuses, before it is recorded. */
export type Reason = Without<LedgerRefusal, 'status' | keyof RefusalRow>

const OWN_ROWS = 100

/** The budgets that a call of this class draws on: the key's own first, that of the class last. */
export function budgetsOf(unit: Unit, key: Key, moneyClass: MoneyClass | null): Budget[] {
  const budgets: Budget[] = []
  for (const id of key.budgetIds) budgets.push(budgetOf(unit, key, id))
  for (const each of key.classBudgets) {
    if (each.moneyClass === moneyClass) budgets.push(budgetOf(unit, key, each.budgetId))
  }
  return budgets
}

function budgetOf(unit: Unit, key: Key, id: string): Budget {
  const budget = unit.budgets.get(id)
  if (budget === null) throw new Error(`budget ${id} of key ${key.id} is missing`)
  return budget
}

/** Least remaining over every capped window; null where nothing is capped. Never below zero. */
export function leastRemaining(budgets: readonly Budget[], at: Instant): MicroUsd | null {
  let least: bigint | null = null
  for (const budget of budgets) {
    for (let index = 0; index < 4; index++) {
      const cap = budget.caps[index] ?? null
      if (cap === null) continue
      const { spent, held } = windowAt(budget, index, at)
      const room = cap - spent - held
      if (least === null || room < least) least = room
    }
  }
  return (least === null || least >= 0n ? least : 0n) as MicroUsd | null
}

/** Records one refused call. Answers with the row it is counted in. */
export function recordRefusal(
  unit: Unit,
  command: Omit<RecordRefusal, 'at'>,
  at: Instant,
  moneyClass: MoneyClass | null = null,
): RefusalRow {
  const { callId, keyId, code, facts } = command
  const key = unit.keys.get(keyId)
  const budgets = key === null ? [] : budgetsOf(unit, key, moneyClass)
  const [own] = budgets
  if (own !== undefined) {
    own.counts.calls++
    unit.counters.touch(own)
  }
  const remaining = leastRemaining(budgets, at)
  const refusals = unit.memory.refusals(keyId, code, at)
  const { count, sharedId } = refusals
  if (sharedId !== null) {
    unit.memory.countRefusal(refusals, sharedId)
    const more = unit.moreRefusals.get(sharedId)
    if (more === undefined) unit.moreRefusals.set(sharedId, { at, count: 1 })
    else more.count++
    return { callId: sharedId, remaining }
  }
  unit.memory.countRefusal(refusals, count < OWN_ROWS ? null : callId)
  recordRefuse(unit, { id: callId, at, keyId, code, budgets, facts })
  return { callId, remaining }
}

/** Refuses a call in the ledger's name. */
export function refuseCall(
  unit: Unit,
  command: Pick<RecordRefusal, 'callId' | 'keyId' | 'facts'> & { readonly moneyClass?: MoneyClass | null },
  at: Instant,
  reason: Reason,
): LedgerRefusal {
  const { callId, keyId, facts, moneyClass = null } = command
  const refused = { callId, keyId, facts, code: reason.code }
  return { status: 'refused', ...reason, ...recordRefusal(unit, refused, at, moneyClass) }
}
