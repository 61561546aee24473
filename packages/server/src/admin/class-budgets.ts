/** The ledger's budgets for the classes of money that a key caps: `key:<id>:refund` beside `key:<id>`. */
import { cappedClasses, type ClassCaps, type DayReset, type Instant } from '@keybrake/core'
import type { NewClassBudget } from '@keybrake/ledger'
import { newId } from '../ids.ts'

export const classBudgets = (
  keyId: string,
  caps: ClassCaps,
  anchor: Instant,
  dayReset: DayReset,
): readonly NewClassBudget[] =>
  cappedClasses(caps).map(([moneyClass, of]) => ({
    moneyClass,
    budget: {
      id: newId('bud'),
      kind: 'key',
      name: `key:${keyId}:${moneyClass}`,
      caps: of,
      anchor,
      dayReset,
      run: null,
    },
  }))
