/** What a call reserved and did not move goes back, but for what another call relies on. */
import { type Draw, type Four, INDEXES } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { NOTHING, setDraw } from './draws.ts'
import { othersNaming } from './object.ts'

/** Gives back the draws that `picks` chooses and takes them off the hold. Answers with the holds that took some over. */
export function giveBack(unit: Unit, hold: Hold, picks: (draw: Draw) => boolean): ReadonlySet<Hold> {
  const given = hold.draws.filter(picks)
  const heirs = heirsOf(unit, hold)
  const changed = new Set<Hold>()
  for (const draw of given) countFor(unit, draw, NOTHING, heirs, changed)
  hold.draws = hold.draws.filter((draw) => !given.includes(draw))
  return changed
}

/** The draw counts this from now on, settled. What it counted above that and no longer does goes to the heirs, as reserved. */
export function countFor(
  unit: Unit,
  draw: Draw,
  amounts: Four<bigint>,
  heirs: readonly Hold[],
  changed: Set<Hold>,
): void {
  if (heirs.length > 0) handOver(unit, draw, amounts, heirs, changed)
  setDraw(unit, draw, amounts, true)
}

/** Calls that may still move what this hold counts: they have to be asked for before the hold names another object. */
export const heirsOf = (unit: Unit, hold: Hold): readonly Hold[] =>
  hold.objectRef === null ? [] : othersNaming(unit, hold.objectRef, hold).filter((other) => relies(other, hold))

/**
 * A later call on the same object reserved only what this hold did not count already. While its own fate is open, it may
 * still move all of that.
 */
const relies = (other: Hold, hold: Hold): boolean =>
  (other.inFlight !== null || other.unknown.length > 0) && other.seq > hold.seq

/** The first heir that counts in the same window takes over what is less. */
function handOver(unit: Unit, given: Draw, left: Four<bigint>, heirs: readonly Hold[], changed: Set<Hold>): void {
  for (const index of INDEXES) {
    const less = given.amounts[index] - left[index]
    if (less <= 0n) continue
    for (const heir of heirs) {
      const draw = heir.draws.find(
        (own) => !own.spent && own.budgetId === given.budgetId && own.starts[index] === given.starts[index],
      )
      if (draw === undefined) continue
      setDraw(unit, draw, raised(draw.amounts, index, less), false)
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
