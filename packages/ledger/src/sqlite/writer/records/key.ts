import type { DatabaseSync } from 'node:sqlite'
import type { Instant, MicroUsd } from '@keybrake/core'
import type { ClassBudget } from '../../../ledger.ts'
import { integer, integerOrNull, moneyOrNull, text, textOrNull, time, timeOrNull } from '../columns.ts'
import { Table } from '../table.ts'

/** A vault key as the writer changes it. Its calls are counted in the counters of its own budget, the first one. */
export interface Key {
  seq: number
  readonly id: string
  readonly lookup: string
  readonly mac: string
  readonly principalId: string
  readonly connection: string
  label: string | null
  readonly run: string | null
  readonly budgetIds: readonly string[]
  classBudgets: readonly ClassBudget[]
  readonly createdAt: Instant
  expiresAt: Instant
  revokedAt: Instant | null
  revokeReason: string | null
  maxPerCall: MicroUsd | null
  maxCalls: number | null
  maxConcurrentCalls: number | null
  rateCalls: number | null
  ratePerMs: number | null
  readonly observe: boolean
  revision: number
  document: string
}

/** When the key stops, or stopped, opening anything. */
export const keyEnd = ({ expiresAt, revokedAt }: Pick<Key, 'expiresAt' | 'revokedAt'>): Instant =>
  revokedAt !== null && revokedAt < expiresAt ? revokedAt : expiresAt

/** All of its budgets but its own ones. */
const sharedBudgets = ({ budgetIds }: Key): readonly string[] => budgetIds.slice(1)

const NO_CLASSES: readonly ClassBudget[] = []

/** `[[class, budget id], …]`. */
const packClasses = (budgets: readonly ClassBudget[]): string =>
  budgets.length === 0 ? '[]' : JSON.stringify(budgets.map(({ moneyClass, budgetId }) => [moneyClass, budgetId]))

function unpackClasses(packed: string): readonly ClassBudget[] {
  if (packed === '[]') return NO_CLASSES
  const pairs = JSON.parse(packed) as readonly (readonly [ClassBudget['moneyClass'], string])[]
  return pairs.map(([moneyClass, budgetId]) => ({ moneyClass, budgetId }))
}

const SELECT = `SELECT seq, id, lookup, mac, principal_id, connection, label, run, budget_ids, class_budgets, created_at, expires_at, revoked_at,
  revoke_reason, CAST(max_per_call AS TEXT) AS max_per_call, max_calls, max_concurrent_calls, rate_calls, rate_per_ms, observe,
  revision, document FROM keys WHERE id = ?`

const INSERT = `INSERT INTO keys (id, lookup, mac, principal_id, connection, label, run, budget_ids, class_budgets, created_at,
  expires_at, revoked_at, revoke_reason, max_per_call, max_calls, max_concurrent_calls, rate_calls, rate_per_ms, observe, revision, document)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const INSERT_BUDGET = 'INSERT INTO key_budgets (budget_id, key_seq, ends_at) VALUES (?, ?, ?)'

const UPDATE_BUDGET = 'UPDATE key_budgets SET ends_at = ? WHERE budget_id = ? AND key_seq = ?'

const UPDATE = `UPDATE keys SET label = ?, expires_at = ?, revoked_at = ?, revoke_reason = ?, max_per_call = ?, max_calls = ?,
  max_concurrent_calls = ?, rate_calls = ?, rate_per_ms = ?, revision = ?, document = ?, class_budgets = ? WHERE seq = ?`

export function keyTable(db: DatabaseSync): Table<Key> {
  const select = db.prepare(SELECT)
  const insert = db.prepare(INSERT)
  const insertBudget = db.prepare(INSERT_BUDGET)
  const updateBudget = db.prepare(UPDATE_BUDGET)
  const update = db.prepare(UPDATE)

  const load = (id: string): Key | null => {
    const row = select.get(id)
    if (row === undefined) return null
    return {
      seq: integer(row, 'seq'),
      id: text(row, 'id'),
      lookup: text(row, 'lookup'),
      mac: text(row, 'mac'),
      principalId: text(row, 'principal_id'),
      connection: text(row, 'connection'),
      label: textOrNull(row, 'label'),
      run: textOrNull(row, 'run'),
      budgetIds: JSON.parse(text(row, 'budget_ids')) as string[],
      classBudgets: unpackClasses(text(row, 'class_budgets')),
      createdAt: time(row, 'created_at'),
      expiresAt: time(row, 'expires_at'),
      revokedAt: timeOrNull(row, 'revoked_at'),
      revokeReason: textOrNull(row, 'revoke_reason'),
      maxPerCall: moneyOrNull(row, 'max_per_call'),
      maxCalls: integerOrNull(row, 'max_calls'),
      maxConcurrentCalls: integerOrNull(row, 'max_concurrent_calls'),
      rateCalls: integerOrNull(row, 'rate_calls'),
      ratePerMs: integerOrNull(row, 'rate_per_ms'),
      observe: integer(row, 'observe') === 1,
      revision: integer(row, 'revision'),
      document: text(row, 'document'),
    }
  }

  const save = (key: Key): void => {
    const { label, expiresAt, revokedAt, revokeReason, maxPerCall, maxCalls, maxConcurrentCalls, rateCalls } = key
    const { ratePerMs, revision, document } = key
    const classes = packClasses(key.classBudgets)
    if (key.seq > 0) {
      const limits = [maxPerCall, maxCalls, maxConcurrentCalls, rateCalls, ratePerMs] as const
      update.run(label, expiresAt, revokedAt, revokeReason, ...limits, revision, document, classes, key.seq)
      for (const budgetId of sharedBudgets(key)) updateBudget.run(keyEnd(key), budgetId, key.seq)
      return
    }
    const { lastInsertRowid } = insert.run(
      key.id,
      key.lookup,
      key.mac,
      key.principalId,
      key.connection,
      label,
      key.run,
      JSON.stringify(key.budgetIds),
      classes,
      key.createdAt,
      expiresAt,
      revokedAt,
      revokeReason,
      maxPerCall,
      maxCalls,
      maxConcurrentCalls,
      rateCalls,
      ratePerMs,
      key.observe ? 1 : 0,
      revision,
      document,
    )
    key.seq = Number.parseInt(String(lastInsertRowid), 10)
    for (const budgetId of sharedBudgets(key)) insertBudget.run(budgetId, key.seq, keyEnd(key))
  }

  return new Table(load, save)
}
