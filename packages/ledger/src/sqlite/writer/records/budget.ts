import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { BudgetKind, Instant, MicroUsd } from '@keybrake/core'
import { type Columns, integer, money, moneyOrNull, text, textOrNull, time, timeOrNull } from '../columns.ts'
import { Table } from '../table.ts'

/** One window as it stands: [start, end), what is settled and what is reserved. Read it through `writer/counters.ts`: it may be over. */
export interface WindowCount {
  start: number
  /** `Infinity` for `total`. */
  end: number
  spent: bigint
  held: bigint
}

export interface Counts {
  /** Order of `WINDOWS`: hour, day, month, total. */
  readonly windows: readonly [WindowCount, WindowCount, WindowCount, WindowCount]
  openHolds: number
  calls: number
  costlyCalls: number
}

/** A budget and what it counts. After a change of the description: `unit.budgets.touch`; of the counts: `unit.counters.touch`. */
export interface Budget {
  seq: number
  readonly id: string
  readonly kind: BudgetKind
  readonly name: string
  readonly principalId: string | null
  readonly connection: string | null
  readonly run: string | null
  /** Order of `WINDOWS`; null: not capped. */
  caps: readonly (MicroUsd | null)[]
  readonly anchor: Instant
  timezone: string | null
  closedAt: Instant | null
  endedAt: Instant | null
  deletedAt: Instant | null
  /** For runs: the caps it was created with, as one comparable text. */
  readonly asked: string | null
  readonly counts: Counts
}

const SELECT = `SELECT seq, id, kind, name, principal_id, connection, run, CAST(cap_hour AS TEXT) AS cap_hour,
  CAST(cap_day AS TEXT) AS cap_day, CAST(cap_month AS TEXT) AS cap_month, CAST(cap_total AS TEXT) AS cap_total, anchor, timezone,
  closed_at, ended_at, deleted_at, asked,
  hour_start, hour_end, CAST(hour_spent AS TEXT) AS hour_spent, CAST(hour_held AS TEXT) AS hour_held,
  day_start, day_end, CAST(day_spent AS TEXT) AS day_spent, CAST(day_held AS TEXT) AS day_held,
  month_start, month_end, CAST(month_spent AS TEXT) AS month_spent, CAST(month_held AS TEXT) AS month_held,
  CAST(total_spent AS TEXT) AS total_spent, CAST(total_held AS TEXT) AS total_held, open_holds, calls, costly_calls
  FROM budgets JOIN counters ON budget = seq WHERE id = ?`

const INSERT = `INSERT INTO budgets (id, kind, name, principal_id, connection, run, cap_hour, cap_day, cap_month, cap_total,
  anchor, timezone, closed_at, ended_at, deleted_at, asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const UPDATE = `UPDATE budgets SET cap_hour = ?, cap_day = ?, cap_month = ?, cap_total = ?, timezone = ?, closed_at = ?,
  ended_at = ?, deleted_at = ? WHERE seq = ?`

const INSERT_COUNTS = `INSERT INTO counters (hour_start, hour_end, hour_spent, hour_held, day_start, day_end, day_spent, day_held,
  month_start, month_end, month_spent, month_held, total_spent, total_held, open_holds, calls, costly_calls, budget)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const UPDATE_COUNTS = `UPDATE counters SET hour_start = ?, hour_end = ?, hour_spent = ?, hour_held = ?, day_start = ?, day_end = ?,
  day_spent = ?, day_held = ?, month_start = ?, month_end = ?, month_spent = ?, month_held = ?, total_spent = ?, total_held = ?,
  open_holds = ?, calls = ?, costly_calls = ? WHERE budget = ?`

export interface BudgetTables {
  readonly budgets: Table<Budget>
  /** The same records; writes only what they count. Never load through it. */
  readonly counters: Table<Budget>
}

export function budgetTables(db: DatabaseSync): BudgetTables {
  const select = db.prepare(SELECT)
  const insert = db.prepare(INSERT)
  const update = db.prepare(UPDATE)
  const insertCounts = db.prepare(INSERT_COUNTS)
  const updateCounts = db.prepare(UPDATE_COUNTS)

  const load = (id: string): Budget | null => {
    const row = select.get(id)
    return row === undefined ? null : budgetFrom(row)
  }

  const save = (budget: Budget): void => {
    const { caps, timezone, closedAt, endedAt, deletedAt } = budget
    const [hour = null, day = null, month = null, total = null] = caps
    if (budget.seq > 0) {
      update.run(hour, day, month, total, timezone, closedAt, endedAt, deletedAt, budget.seq)
      return
    }
    const { id, kind, name, principalId, connection, run, anchor } = budget
    const head = [id, kind, name, principalId, connection, run, hour, day, month, total, anchor, timezone] as const
    const { lastInsertRowid } = insert.run(...head, closedAt, endedAt, deletedAt, budget.asked)
    budget.seq = Number.parseInt(String(lastInsertRowid), 10)
    writeCounts(insertCounts, budget)
  }

  const writeCounts = (statement: StatementSync, { seq, counts }: Budget): void => {
    const [h, d, m, t] = counts.windows
    statement.run(
      h.start,
      h.end,
      h.spent,
      h.held,
      d.start,
      d.end,
      d.spent,
      d.held,
      m.start,
      m.end,
      m.spent,
      m.held,
      t.spent,
      t.held,
      counts.openHolds,
      counts.calls,
      counts.costlyCalls,
      seq,
    )
  }

  return {
    budgets: new Table(load, save),
    counters: new Table<Budget>(
      () => null,
      (budget) => writeCounts(updateCounts, budget),
    ),
  }
}

function budgetFrom(row: Columns): Budget {
  const anchor = time(row, 'anchor')
  return {
    seq: integer(row, 'seq'),
    id: text(row, 'id'),
    kind: text(row, 'kind') as BudgetKind,
    name: text(row, 'name'),
    principalId: textOrNull(row, 'principal_id'),
    connection: textOrNull(row, 'connection'),
    run: textOrNull(row, 'run'),
    caps: ['cap_hour', 'cap_day', 'cap_month', 'cap_total'].map((name) => moneyOrNull(row, name)),
    anchor,
    timezone: textOrNull(row, 'timezone'),
    closedAt: timeOrNull(row, 'closed_at'),
    endedAt: timeOrNull(row, 'ended_at'),
    deletedAt: timeOrNull(row, 'deleted_at'),
    asked: textOrNull(row, 'asked'),
    counts: {
      windows: [
        windowFrom(row, 'hour'),
        windowFrom(row, 'day'),
        windowFrom(row, 'month'),
        {
          start: anchor,
          end: Number.POSITIVE_INFINITY,
          spent: money(row, 'total_spent'),
          held: money(row, 'total_held'),
        },
      ],
      openHolds: integer(row, 'open_holds'),
      calls: integer(row, 'calls'),
      costlyCalls: integer(row, 'costly_calls'),
    },
  }
}

const windowFrom = (row: Columns, name: 'hour' | 'day' | 'month'): WindowCount => ({
  start: integer(row, `${name}_start`),
  end: integer(row, `${name}_end`),
  spent: money(row, `${name}_spent`),
  held: money(row, `${name}_held`),
})
