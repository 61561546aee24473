/** Which budgets a new key will draw on. Decides only: what has to be made is made by `issueKey` once nothing speaks against it. */
import type { Caps, DayReset, Instant } from '@keybrake/core'
import type { IssueKey, IssueResult, Principal } from '../../../registry.ts'
import { newBudget } from '../counters.ts'
import type { Budget } from '../records/budget.ts'
import type { Connection } from '../records/connection.ts'
import type { Unit } from '../unit.ts'
import { budgetRecord } from './budget-record.ts'
import { liveNamedBudget, liveRun } from './find-budget.ts'

export type Refused = Exclude<IssueResult, { readonly status: 'issued' | 'replayed' }>

export interface IssueBudgets {
  readonly status: 'found'
  /** Not yet added to the unit. */
  readonly own: Budget
  readonly run: { readonly budget: Budget; readonly isNew: boolean } | null
  /** Named ones first, then those that always apply. */
  readonly shared: readonly Budget[]
}

/** Whose budgets every key of theirs draws on. Null: a principal that has no row has none. */
export interface Owners {
  readonly connection: Connection
  readonly principal: Principal | null
}

export function issueBudgets(unit: Unit, command: IssueKey, owners: Owners, at: Instant): IssueBudgets | Refused {
  const { key, ownBudget } = command
  const run = chooseRun(unit, command, at)
  if (run !== null && 'status' in run) return run
  const shared = sharedBudgets(unit, command, owners)
  if ('status' in shared) return shared
  const own = newBudget(ownBudget, at, key)
  return { status: 'found', own, run, shared }
}

/** A closed run takes no key at all, also none that only bears its label. */
function chooseRun(unit: Unit, { key, runBudget: wanted }: IssueKey, at: Instant): IssueBudgets['run'] | Refused {
  const { principalId, connection, run: label } = key
  if (label === null && wanted !== null) throw new Error('a run budget names its run')
  if (label === null) return null
  const budget = liveRun(unit, { principalId, connection, label }, at)
  if (budget !== null && budget.closedAt !== null) return { status: 'run_closed', run: budgetRecord(unit, budget, at) }
  if (wanted === null) return null
  const asked = askedOf(wanted.caps, wanted.dayReset)
  if (budget === null) return { budget: { ...newBudget(wanted, at), asked }, isNew: true }
  const asksForNone = Object.values(wanted.caps).every((cap) => cap === undefined)
  if (!asksForNone && budget.asked !== asked) return { status: 'run_cap_mismatch', run: budgetRecord(unit, budget, at) }
  return { budget, isNew: false }
}

/** One text for equal demands. A day rule matters only together with a daily cap. */
function askedOf(caps: Caps, dayReset: DayReset): string {
  const { hour, day, month, total } = caps
  const timezone = day !== undefined && dayReset.kind === 'midnight' ? dayReset.timezone : null
  return JSON.stringify([...[hour, day, month, total].map((cap) => cap?.toString() ?? null), timezone])
}

/** The ledger itself adds the connection's budget and the issuer's, so that a caller that knew an old state can't leave one out. */
function sharedBudgets(unit: Unit, command: IssueKey, { connection, principal }: Owners): readonly Budget[] | Refused {
  const found = new Map<string, Budget>()
  for (const name of command.namedBudgets) {
    const budget = liveNamedBudget(unit, name)
    if (budget === null) return { status: 'unknown_budget', name }
    found.set(budget.id, budget)
  }
  for (const id of [connection.budgetId, ...(principal?.budgetIds ?? []), ...command.otherBudgetIds]) {
    const budget = unit.budgets.get(id)
    if (budget === null) return { status: 'unknown_budget', name: id }
    found.set(id, budget)
  }
  return [...found.values()]
}
