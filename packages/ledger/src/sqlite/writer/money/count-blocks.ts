/**
 * After a power cut: what was left of each budget's block in the last commit that is there may have been drawn by calls that are
 * not, so it counts as spent. Where the cap is nearer than that, it counts up to the cap, as every call was checked against it.
 */
import { DAY_MS, type Instant, type MicroUsd, usdNumber, WINDOWS } from '@keybrake/core'
import { text } from '../columns.ts'
import type { Block } from '../records/block.ts'
import type { Budget } from '../records/budget.ts'
import { type Draw, type Four, INDEXES } from '../records/draw.ts'
import { recordAdmin } from '../registry/admin-entry.ts'
import type { Unit } from '../unit.ts'
import { placeDraw } from './draws.ts'

/** Only the text of a block ends the text of the counts like this. */
const WITH_BLOCK = "SELECT id FROM budgets JOIN counters ON budget = seq WHERE record LIKE '%]]'"

const ITSELF = 'keybrake'

/** Rows are as of the last commit. Returns of how many budgets something was counted. */
export function countBlocks(unit: Unit): number {
  let count = 0
  for (const row of unit.db.prepare(WITH_BLOCK).all()) {
    const budget = unit.budgets.get(text(row, 'id'))
    const block = budget?.counts.block ?? null
    if (budget === null || block === null) continue
    budget.counts.block = null
    unit.counters.touch(budget)
    // Nothing was drawn on it after its time, and the clock of the last commit is past that.
    if (unit.now >= (block.fresh?.until ?? block.until)) continue
    const amounts = lost(budget, block)
    if (amounts.every((amount) => amount === 0n)) continue
    countAsSpent(unit, budget, amounts, unit.now)
    count++
  }
  return count
}

function lost({ caps, counts }: Budget, { left }: Block): Four<bigint> {
  const within = (index: 0 | 1 | 2 | 3): bigint => {
    const cap = caps[index] ?? null
    const { spent, held } = counts.windows[index]
    const room = cap === null ? left[index] : cap - spent - held
    return room <= 0n ? 0n : room < left[index] ? room : left[index]
  }
  return [within(0), within(1), within(2), within(3)]
}

/** A hold of no call, so that every counter is the sum of its holds. Nobody can give it back. */
function countAsSpent(unit: Unit, budget: Budget, amounts: Four<bigint>, at: Instant): void {
  const id = `lost_${unit.batch}_${budget.seq}`
  const draws: Draw[] = [placeDraw(unit, budget, id, amounts, true)]
  unit.holds.add({
    seq: 0,
    id,
    state: 'settled',
    keyId: '',
    connection: '',
    objectRef: null,
    identity: null,
    identityHash: null,
    objectHash: null,
    fingerprint: null,
    firstCallId: id,
    moneyClass: null,
    endsAt: unit.now + DAY_MS,
    inFlight: null,
    node: unit.node,
    sent: 0,
    kept: false,
    unknown: [],
    draws,
    head: '',
    headOf: null,
  })
  const counted = Object.fromEntries(INDEXES.map((index) => [WINDOWS[index], usdNumber(amounts[index] as MicroUsd)]))
  const facts = { budget: budget.name, hold: id, counted_usd: counted, reason: REASON }
  recordAdmin(unit, { principalId: ITSELF, at, address: null }, at, {
    action: 'budget.counted',
    subject: budget.id,
    facts,
  })
}

const REASON =
  'power was lost: calls of the last moment may be missing from this log, and what they can have drawn on this budget at most counts as spent'
