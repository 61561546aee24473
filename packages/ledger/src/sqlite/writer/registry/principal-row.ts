import type { Principal } from '../../../registry.ts'
import { type Columns, text, textOrNull, time, timeOrNull } from '../columns.ts'
import type { Unit } from '../unit.ts'
import { prepared } from './prepared.ts'

const SELECT = 'SELECT id, name, role, ceilings, budget_ids, created_at, deleted_at FROM principals WHERE id = ?'
const ALL_LIVE = `SELECT id, name, role, ceilings, budget_ids, created_at, deleted_at FROM principals
  WHERE deleted_at IS NULL ORDER BY seq`

export const principalFrom = (row: Columns): Principal => ({
  id: text(row, 'id'),
  name: text(row, 'name'),
  role: text(row, 'role') as Principal['role'],
  ceilings: textOrNull(row, 'ceilings'),
  budgetIds: JSON.parse(text(row, 'budget_ids')) as string[],
  createdAt: time(row, 'created_at'),
  deletedAt: timeOrNull(row, 'deleted_at'),
})

/** Deleted ones too. */
export function principalById(unit: Unit, id: string): Principal | null {
  const row = prepared(unit.db, SELECT).get(id)
  return row === undefined ? null : principalFrom(row)
}

export const livePrincipals = (unit: Unit): readonly Principal[] => prepared(unit.db, ALL_LIVE).all().map(principalFrom)

export const isDeletedPrincipal = (unit: Unit, id: string): boolean =>
  (principalById(unit, id)?.deletedAt ?? null) !== null
