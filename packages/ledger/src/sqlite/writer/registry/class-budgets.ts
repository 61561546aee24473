/** Budgets of a key for one class of money each, beside its own: made with the key or by a change of it, and kept with it. */
import type { DayReset, Instant, MoneyClass } from '@keybrake/core'
import type { ClassBudget } from '../../../ledger.ts'
import type { NewClassBudget } from '../../../registry.ts'
import { capsFrom, changeDayReset, newBudget } from '../counters.ts'
import { dayResetOf } from '../windows.ts'
import type { Budget } from '../records/budget.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import { capFacts } from './admin-entry.ts'

/** Their windows are those of the key's own budget, also where they come later. */
export function addClassBudgets(
  unit: Unit,
  own: Budget,
  wanted: readonly NewClassBudget[],
  at: Instant,
): readonly ClassBudget[] {
  return wanted.map(({ moneyClass, budget }) => {
    const place = { anchor: own.anchor, dayReset: dayResetOf(own) }
    unit.budgets.add(budget.id, newBudget({ ...budget, ...place }, at, own))
    return { moneyClass, budgetId: budget.id }
  })
}

/** @param wanted every class that is capped from now on */
export function changeClassCaps(
  unit: Unit,
  key: Key,
  own: Budget,
  wanted: readonly NewClassBudget[],
  at: Instant,
): void {
  for (const { moneyClass, budgetId } of key.classBudgets) {
    const budget = classBudget(unit, budgetId)
    budget.caps = capsFrom(wanted.find((each) => each.moneyClass === moneyClass)?.budget.caps ?? {})
    unit.budgets.touch(budget)
  }
  const known = new Set<MoneyClass>(key.classBudgets.map(({ moneyClass }) => moneyClass))
  const added = wanted.filter(({ moneyClass }) => !known.has(moneyClass))
  if (added.length > 0) key.classBudgets = [...key.classBudgets, ...addClassBudgets(unit, own, added, at)]
}

export function changeClassDays(unit: Unit, key: Key, dayReset: DayReset, at: Instant): void {
  for (const { budgetId } of key.classBudgets) {
    const budget = classBudget(unit, budgetId)
    changeDayReset(budget, dayReset, at)
    unit.counters.touch(budget)
    unit.budgets.touch(budget)
  }
}

export function classBudget(unit: Unit, id: string): Budget {
  const budget = unit.budgets.get(id)
  if (budget === null) throw new Error(`the class budget ${id} is missing`)
  return budget
}

/** For an auditor: USD by class and window. */
export const classCapFacts = (wanted: readonly NewClassBudget[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(wanted.map(({ moneyClass, budget }) => [moneyClass, capFacts(budget.caps)]))
