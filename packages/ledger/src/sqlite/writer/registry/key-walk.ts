/**
 * Walks keys newest first along one index, in small chunks, so that no page reads more than it shows and the writer is never
 * held up by a long scan. `before` is the number of the last key of the page before, exclusive.
 */
import type { Instant } from '@keybrake/core'
import type { KeyFilter } from '../../../registry.ts'
import { integer, text } from '../columns.ts'
import type { Unit } from '../unit.ts'
import { connectionsOfVendor } from './connections.ts'
import { budgetsMeant, keyIdOf } from './find-budget.ts'
import { prepared } from './prepared.ts'

export interface KeySpot {
  readonly seq: number
  readonly id: string
}

type Walk = Iterator<KeySpot, undefined>

const CHUNK = 200
/** Up to here, live keys are sorted in memory: cheaper than a walk past all that have ended. */
const LIVE_SORTED_MAX = 5000

const ALL = 'SELECT seq, id FROM keys WHERE seq < ? ORDER BY seq DESC LIMIT ?'
const BY_LABEL = 'SELECT seq, id FROM keys WHERE label = ? AND seq < ? ORDER BY seq DESC LIMIT ?'
const BY_RUN = 'SELECT seq, id FROM keys WHERE run = ? AND seq < ? ORDER BY seq DESC LIMIT ?'
const BY_PRINCIPAL = 'SELECT seq, id FROM keys WHERE principal_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?'
const BY_CONNECTION = 'SELECT seq, id FROM keys WHERE connection = ? AND seq < ? ORDER BY seq DESC LIMIT ?'
const BY_BUDGET = `SELECT seq, id FROM key_budgets JOIN keys ON seq = key_seq
  WHERE budget_id = ? AND key_seq < ? ORDER BY key_seq DESC LIMIT ?`
const REVOKED = `SELECT seq, id FROM keys INDEXED BY keys_revoked WHERE revoked_at IS NOT NULL AND seq < ?
  ORDER BY seq DESC LIMIT ?`
const LIVE = 'SELECT seq, id FROM keys WHERE revoked_at IS NULL AND expires_at > ? LIMIT ?'

/** Along the index that is likely to hold fewest keys; the caller checks every filter again. */
export function walkKeys(unit: Unit, filter: KeyFilter, before: number, at: Instant): Walk {
  unit.keys.flush()
  if (filter.budget !== undefined) return walkBudgets(unit, filter.budget, before)
  if (filter.run !== undefined) return walk(unit, BY_RUN, [filter.run], before)
  if (filter.label !== undefined) return walk(unit, BY_LABEL, [filter.label], before)
  if (filter.status === 'active' || filter.status === 'exhausted' || filter.status === 'live') {
    const live = fewLive(unit, before, at)
    if (live !== null) return live
  }
  if (filter.status === 'revoked') return walk(unit, REVOKED, [], before)
  if (filter.principalId !== undefined) return walk(unit, BY_PRINCIPAL, [filter.principalId], before)
  if (filter.connection !== undefined) return walk(unit, BY_CONNECTION, [filter.connection], before)
  if (filter.vendor === undefined) return walk(unit, ALL, [], before)
  const names = connectionsOfVendor(unit, filter.vendor)
  return merged(names.map((name) => walk(unit, BY_CONNECTION, [name], before)))
}

function* walk(unit: Unit, sql: string, values: readonly string[], before: number): Walk {
  for (let last = before; ; ) {
    const rows = prepared(unit.db, sql).all(...values, last, CHUNK)
    for (const row of rows) {
      last = integer(row, 'seq')
      yield { seq: last, id: text(row, 'id') }
    }
    if (rows.length < CHUNK) return undefined
  }
}

function walkBudgets(unit: Unit, idOrName: string, before: number): Walk {
  const walks = budgetsMeant(unit, idOrName).map((budget) => {
    const own = budget.kind === 'key' ? unit.keys.get(keyIdOf(budget)) : null
    if (own === null) return walk(unit, BY_BUDGET, [budget.id], before)
    return [own].filter(({ seq }) => seq < before).values() as Walk
  })
  return merged(walks)
}

function fewLive(unit: Unit, before: number, at: Instant): Walk | null {
  const rows = prepared(unit.db, LIVE).all(at, LIVE_SORTED_MAX + 1)
  if (rows.length > LIVE_SORTED_MAX) return null
  const spots = rows.map((row) => ({ seq: integer(row, 'seq'), id: text(row, 'id') }))
  return spots
    .filter(({ seq }) => seq < before)
    .sort((a, b) => b.seq - a.seq)
    .values() as Walk
}

/** Several walks as one, each key once. */
function* merged(walks: readonly Walk[]): Walk {
  const heads = walks.map((each) => ({ each, next: each.next() }))
  for (let last = 0; ; ) {
    let best: (typeof heads)[number] | null = null
    for (const head of heads) {
      if (head.next.done !== true && (best === null || seqOf(head.next) > seqOf(best.next))) best = head
    }
    if (best === null || best.next.done === true) return undefined
    const spot = best.next.value
    best.next = best.each.next()
    if (spot.seq !== last) yield spot
    last = spot.seq
  }
}

const seqOf = (result: IteratorResult<KeySpot, undefined>): number => (result.done === true ? -1 : result.value.seq)
