/** Finds budgets by what people call them. Each look-up first writes what this commit has changed so far. */
import type { Instant } from '@keybrake/core'
import { text } from '../columns.ts'
import type { Budget } from '../records/budget.ts'
import type { Unit } from '../unit.ts'
import { prepared } from './prepared.ts'
import { hasRunEnded } from './run-life.ts'

const BY_NAME = "SELECT id FROM budgets WHERE name = ? AND kind <> 'key' ORDER BY seq DESC"
const LIVE_RUN = 'SELECT id FROM budgets WHERE principal_id = ? AND connection = ? AND run = ? AND ended_at IS NULL'
const OWN_NAME = 'key:'

function byName(unit: Unit, name: string): readonly Budget[] {
  unit.budgets.flush()
  const rows = prepared(unit.db, BY_NAME).all(name)
  return rows.map((row) => {
    const budget = unit.budgets.get(text(row, 'id'))
    if (budget === null) throw new Error(`budget ${name} is gone`)
    return budget
  })
}

/** The shared budget that operators made under this name, deleted or not. A name stands for one budget for ever. */
export const namedBudget = (unit: Unit, name: string): Budget | null =>
  byName(unit, name).find(({ kind, principalId }) => kind === 'named' && principalId === null) ?? null

export function liveNamedBudget(unit: Unit, name: string): Budget | null {
  const budget = namedBudget(unit, name)
  return budget === null || budget.deletedAt !== null ? null : budget
}

/** The run that goes by this label now; one that has outlived its keys is no longer it. */
export function liveRun(unit: Unit, run: RunName, at: Instant): Budget | null {
  const budget = runNotMarkedEnded(unit, run)
  return budget === null || hasRunEnded(unit, budget, at) ? null : budget
}

export interface RunName {
  readonly principalId: string
  readonly connection: string
  readonly label: string
}

/** May have ended by time without anyone having written so. */
export function runNotMarkedEnded(unit: Unit, { principalId, connection, label }: RunName): Budget | null {
  unit.budgets.flush()
  const row = prepared(unit.db, LIVE_RUN).get(principalId, connection, label)
  return row === undefined ? null : unit.budgets.get(text(row, 'id'))
}

/** Runs under this label, of every principal and connection, that have not been marked as ended. */
export const runsByLabel = (unit: Unit, label: string): readonly Budget[] =>
  byName(unit, `run:${label}`).filter(({ kind, endedAt }) => kind === 'run' && endedAt === null)

const byId = (unit: Unit, id: string): Budget | null => {
  const budget = unit.budgets.get(id)
  return budget === null || budget.deletedAt !== null ? null : budget
}

/** A name means budgets of one kind: where an operator has named one like a connection, it is that one. */
const KIND_ORDER = ['named', 'run', 'connection'] as const

/** Budgets that this id or name means: an id one, a name perhaps several (runs of several principals). */
export function budgetsMeant(unit: Unit, idOrName: string): readonly Budget[] {
  const exact = byId(unit, idOrName)
  if (exact !== null) return [exact]
  if (idOrName.startsWith(OWN_NAME)) {
    const own = byId(unit, ownBudgetId(unit, idOrName.slice(OWN_NAME.length)))
    return own === null ? [] : [own]
  }
  const live = byName(unit, idOrName).filter(({ deletedAt }) => deletedAt === null)
  const meant = KIND_ORDER.find((kind) => live.some((budget) => budget.kind === kind))
  return live.filter(({ kind }) => kind === meant)
}

/** Whose own budget it is: the name is `key:<key id>`, or `key:<key id>:<class of money>`. */
export const keyIdOf = ({ name }: Budget): string => name.split(':')[1] ?? ''

/** The id of the budget that goes by this name, without its `key:`; empty where there is none. */
function ownBudgetId(unit: Unit, name: string): string {
  const [keyId = '', moneyClass, ...more] = name.split(':')
  const key = unit.keys.get(keyId)
  if (key === null || more.length > 0) return ''
  if (moneyClass === undefined) return key.budgetIds[0] ?? ''
  return key.classBudgets.find((each) => each.moneyClass === moneyClass)?.budgetId ?? ''
}
