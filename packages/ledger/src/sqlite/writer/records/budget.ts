import type { DatabaseSync } from 'node:sqlite'
import type { BudgetKind, Instant, MicroUsd } from '@keybrake/core'
import { type Columns, integer, moneyOrNull, text, textOrNull, time, timeOrNull } from '../columns.ts'
import { RedoTable } from '../redo-table.ts'
import { Table } from '../table.ts'
import { BudgetTexts } from './budget-texts.ts'
import { budgetSeqIn, type Counts, countsHead, countsHeadIn, countsTail, unpackCounts } from './counts.ts'

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
  readonly texts: BudgetTexts
}

const SELECT = `SELECT seq, id, kind, name, principal_id, connection, run, CAST(cap_hour AS TEXT) AS cap_hour,
  CAST(cap_day AS TEXT) AS cap_day, CAST(cap_month AS TEXT) AS cap_month, CAST(cap_total AS TEXT) AS cap_total, anchor, timezone,
  closed_at, ended_at, deleted_at, asked, record FROM budgets JOIN counters ON budget = seq WHERE id = ?`

const INSERT = `INSERT INTO budgets (id, kind, name, principal_id, connection, run, cap_hour, cap_day, cap_month, cap_total,
  anchor, timezone, closed_at, ended_at, deleted_at, asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const UPDATE = `UPDATE budgets SET cap_hour = ?, cap_day = ?, cap_month = ?, cap_total = ?, timezone = ?, closed_at = ?,
  ended_at = ?, deleted_at = ? WHERE seq = ?`

const PUT_COUNTS = 'REPLACE INTO counters (budget, record) VALUES (?, ?)'

export interface BudgetTables {
  readonly budgets: Table<Budget>
  /** The same records, with what they count. */
  readonly counters: RedoTable<number, Budget>
}

/** @param isShared other stores follow what is counted here, and this one what is counted there */
export function budgetTables(db: DatabaseSync, isShared: boolean): BudgetTables {
  const select = db.prepare(SELECT)
  const insert = db.prepare(INSERT)
  const update = db.prepare(UPDATE)
  const putCounts = db.prepare(PUT_COUNTS)

  /** Of budgets that may be in memory, where another store may change what they count. */
  const idOf = new Map<number, string>()

  const counters = new RedoTable<number, Budget>(
    {
      letter: 'c',
      tailLetter: 'C',
      isBrief: false,
      keyOf: ({ seq }) => seq,
      headOf: (budget) => budget.texts.countsHead(budget),
      tailOf: countsTail,
      headIn: countsHeadIn,
      columnsOf: ({ seq }) => [seq],
      columnsIn: (counts) => [budgetSeqIn(counts)],
      put: putCounts,
      get: db.prepare('SELECT record FROM counters WHERE budget = ?'),
      followed: (counts) => {
        const seq = budgetSeqIn(counts)
        const id = idOf.get(seq)
        if (id !== undefined) budgets.forget(id)
        return { key: seq, columns: [seq] }
      },
    },
    isShared,
  )

  const load = (id: string): Budget | null => {
    const row = select.get(id)
    if (row === undefined) return null
    const seq = integer(row, 'seq')
    if (isShared) idOf.set(seq, id)
    return budgetFrom(row, counters.textOf(seq) ?? text(row, 'record'))
  }

  const save = (budget: Budget): void => {
    const { caps, timezone, closedAt, endedAt, deletedAt } = budget
    const [hour = null, day = null, month = null, total = null] = caps
    if (budget.seq > 0) {
      update.run(hour, day, month, total, timezone, closedAt, endedAt, deletedAt, budget.seq)
      return
    }
    const { lastInsertRowid } = insert.run(
      budget.id,
      budget.kind,
      budget.name,
      budget.principalId,
      budget.connection,
      budget.run,
      hour,
      day,
      month,
      total,
      budget.anchor,
      timezone,
      closedAt,
      endedAt,
      deletedAt,
      budget.asked,
    )
    budget.seq = Number.parseInt(String(lastInsertRowid), 10)
    if (isShared) idOf.set(budget.seq, budget.id)
    putCounts.run(budget.seq, countsHead(budget) + countsTail(budget))
  }

  const budgets = new Table(load, save)
  return { budgets, counters }
}

function budgetFrom(row: Columns, counts: string): Budget {
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
    counts: unpackCounts(counts, anchor),
    texts: new BudgetTexts(),
  }
}
