/** Lists keys, newest first. A page may hold fewer than its limit and still have a successor: one page looks at so many keys only. */
import { type Instant, instant } from '@keybrake/core'
import type { KeyFilter, KeyWithBudgets, Page } from '../../../registry.ts'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import type { RegistryVerbs } from '../verb.ts'
import { connectionsOfVendor } from './connections.ts'
import { cursorOf, cursorSeq } from './cursor.ts'
import { budgetsMeant } from './find-budget.ts'
import { keyWithBudgets } from './key-record.ts'
import { walkKeys } from './key-walk.ts'

const LOOKED_AT_MAX = 5000

export const keys: RegistryVerbs['keys'] = (unit, filter): Page<KeyWithBudgets> => {
  const at = unit.time(filter.at)
  const matches = matcher(unit, filter, at)
  const walk = walkKeys(unit, filter, cursorSeq(filter.cursor), at)
  const data: KeyWithBudgets[] = []
  let lookedAt = 0
  let last = 0
  for (let spot = walk.next(); spot.done !== true; spot = walk.next()) {
    if (data.length === filter.limit || lookedAt === LOOKED_AT_MAX) return { data, nextCursor: cursorOf(last) }
    lookedAt++
    last = spot.value.seq
    const key = unit.keys.get(spot.value.id)
    if (key === null || !matches(key)) continue
    const shown = keyWithBudgets(unit, key, at)
    if (isOfStatus(shown, filter.status)) data.push(shown)
  }
  return { data, nextCursor: null }
}

/** Every filter but the status of a live key, which needs its budgets. */
function matcher(unit: Unit, filter: KeyFilter, at: Instant): (key: Key) => boolean {
  const { label, run, connection, principalId, status } = filter
  const names = filter.vendor === undefined ? null : new Set(connectionsOfVendor(unit, filter.vendor))
  const budgets = filter.budget === undefined ? null : new Set(budgetsMeant(unit, filter.budget).map(({ id }) => id))
  return (key) =>
    (label === undefined || key.label === label) &&
    (run === undefined || key.run === run) &&
    (connection === undefined || key.connection === connection) &&
    (principalId === undefined || key.principalId === principalId) &&
    (names === null || names.has(key.connection)) &&
    (budgets === null || drawsOn(key, budgets)) &&
    (status === undefined || mayBe(key, status, at))
}

const drawsOn = ({ budgetIds, classBudgets }: Key, budgets: ReadonlySet<string>): boolean =>
  budgetIds.some((id) => budgets.has(id)) || classBudgets.some(({ budgetId }) => budgets.has(budgetId))

const LIVE: ReadonlySet<KeyFilter['status']> = new Set(['active', 'exhausted', 'live'])

const isOfStatus = ({ status }: KeyWithBudgets, wanted: KeyFilter['status']): boolean =>
  wanted === undefined || wanted === status || (wanted === 'live' && LIVE.has(status))

function mayBe({ revokedAt, expiresAt }: Key, status: KeyFilter['status'], at: Instant): boolean {
  if (revokedAt !== null) return status === 'revoked'
  return instant(expiresAt) <= at ? status === 'expired' : LIVE.has(status)
}
