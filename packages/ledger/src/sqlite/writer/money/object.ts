/** One vendor object counts once in each budget and window: what holds that name it count there already. */
import type { Draw, Four } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { setDraw } from './draws.ts'

export const objectRef = (connection: string, object: string): string => `${connection}/${object}`

/** The other holds that name the object, oldest first. */
export function othersNaming(unit: Unit, ref: string, hold: Hold | null): Hold[] {
  const naming = unit.holds.naming(ref)
  return hold !== null && naming.includes(hold) ? naming.filter((other) => other !== hold) : naming
}

/** From now on the hold names this object. */
export function nameObject(unit: Unit, hold: Hold, ref: string): void {
  if (hold.objectRef !== ref) unit.holds.name(hold, ref)
}

/** What the holds count in one window of one budget. */
export function countedIn(
  holds: readonly Hold[],
  budgetId: string,
  index: number,
  start: number,
): { readonly spent: bigint; readonly held: bigint } {
  let spent = 0n
  let held = 0n
  for (const hold of holds) {
    for (const draw of hold.draws) {
      if (draw.budgetId !== budgetId || draw.starts[index] !== start) continue
      if (draw.spent) spent += draw.amounts[index] ?? 0n
      else held += draw.amounts[index] ?? 0n
    }
  }
  return { spent, held }
}

/** Takes `amount` off what others count in a window, latest first: settled money or reserved money. */
export function lowerOthers(
  unit: Unit,
  holds: readonly Hold[],
  place: { readonly budgetId: string; readonly index: number; readonly start: number },
  spent: boolean,
  amount: bigint,
  changed: Set<Hold>,
): void {
  let left = amount
  for (const hold of holds.toReversed()) {
    for (const draw of hold.draws) {
      if (left === 0n) return
      if (draw.budgetId !== place.budgetId || draw.starts[place.index] !== place.start || draw.spent !== spent) continue
      const counts = draw.amounts[place.index] ?? 0n
      const taken = counts < left ? counts : left
      if (taken === 0n) continue
      setDraw(unit, draw, replaced(draw, place.index, counts - taken), spent)
      unit.holds.touch(hold)
      changed.add(hold)
      left -= taken
    }
  }
}

function replaced({ amounts: [hour, day, month, total] }: Draw, index: number, value: bigint): Four<bigint> {
  return [
    index === 0 ? value : hour,
    index === 1 ? value : day,
    index === 2 ? value : month,
    index === 3 ? value : total,
  ]
}
