import type { BudgetLine, CapsShown, ChangedCaps, DayRule, GivenCaps, PageQuery } from './money.ts'

/** A shared budget with its live spend. */
export interface Budget extends CapsShown {
  id: string
  name: string
  kind: 'key' | 'run' | 'named' | 'connection'
  connection: string | null
  principal: string | null
  /** The anchor its windows are counted from. */
  created_at: string
  closed_at: string | null
  ended_at: string | null
  live_keys: number
  open_holds: number
  /** When the hour began in which a call that costs last came to it, or its day rule was changed. Null: none has. */
  last_activity_at: string | null
  budgets: BudgetLine[]
}

export interface CreateBudget extends GivenCaps, DayRule {
  /** Without `:`, and not beginning with `bud_`. */
  name: string
}

export interface ChangeBudget extends ChangedCaps, DayRule {}

export interface BudgetsQuery extends PageQuery {
  kind?: 'named' | 'run'
  /** Live ones, the nearest to a cap of theirs first, in one page without a cursor. */
  sort?: 'nearest'
}

export interface Deleted {
  id: string
  deleted: true
}
