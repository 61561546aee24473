/** Reserved money of a call that did not happen goes back, but for what another call relies on. */
import { type Draw, type Four, INDEXES } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { NOTHING, setDraw } from './draws.ts'
import { othersNaming } from './object.ts'

/** Gives back the draws that `picks` chooses and takes them off the hold. Answers with the holds that took some over. */
export function giveBack(unit: Unit, hold: Hold, picks: (draw: Draw) => boolean): ReadonlySet<Hold> {
  const given = hold.draws.filter(picks)
  const heirs =
    hold.objectRef === null ? [] : othersNaming(unit, hold.objectRef, hold).filter((other) => relies(other, hold))
  const changed = new Set<Hold>()
  for (const draw of given) {
    if (!draw.spent) handOver(unit, draw, heirs, changed)
    setDraw(unit, draw, NOTHING, true)
  }
  hold.draws = hold.draws.filter((draw) => !given.includes(draw))
  return changed
}

/**
 * A later call on the same object reserved only what this hold did not count already. While its own fate is open, it may
 * still move all of that.
 */
const relies = (other: Hold, hold: Hold): boolean =>
  (other.inFlight !== null || other.unknown.length > 0) && other.seq > hold.seq

/** The first heir that counts in the same window takes the amount over. */
function handOver(unit: Unit, given: Draw, heirs: readonly Hold[], changed: Set<Hold>): void {
  for (const index of INDEXES) {
    if (given.amounts[index] === 0n) continue
    for (const heir of heirs) {
      const draw = heir.draws.find(
        (own) => !own.spent && own.budgetId === given.budgetId && own.starts[index] === given.starts[index],
      )
      if (draw === undefined) continue
      setDraw(unit, draw, raised(draw.amounts, index, given.amounts[index]), false)
      unit.holds.touch(heir)
      changed.add(heir)
      break
    }
  }
}

const raised = (amounts: Four<bigint>, at: number, by: bigint): Four<bigint> => {
  const at0 = (index: 0 | 1 | 2 | 3): bigint => amounts[index] + (index === at ? by : 0n)
  return [at0(0), at0(1), at0(2), at0(3)]
}
