/** Moves money between `held` and `spent`. The only place where counters change. */
import type { Budget } from '../records/budget.ts'
import { type Draw, type Four, INDEXES } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'

/** A new draw on a budget whose windows are at the present already. */
export function placeDraw(unit: Unit, budget: Budget, callId: string, amounts: Four<bigint>, spent: boolean): Draw {
  const { windows } = budget.counts
  for (const index of INDEXES) {
    if (spent) windows[index].spent += amounts[index]
    else windows[index].held += amounts[index]
  }
  if (!spent) {
    budget.counts.openHolds++
    unit.blocks?.draw(budget, amounts, unit.now)
  }
  unit.counters.touch(budget)
  const { id: budgetId, texts } = budget
  return { budgetId, callId, starts: texts.starts(budget), place: texts.place(budget), amounts, spent }
}

/** Sets what a draw counts. A window that is over has no counter any more: there only the draw itself changes. */
export function setDraw(unit: Unit, draw: Draw, amounts: Four<bigint>, spent: boolean): void {
  const budget = unit.budgets.get(draw.budgetId)
  if (budget === null) throw new Error(`budget ${draw.budgetId} of a hold is missing`)
  for (const index of INDEXES) {
    const count = budget.counts.windows[index]
    if (count.start !== draw.starts[index]) continue
    if (draw.spent) count.spent -= draw.amounts[index]
    else count.held -= draw.amounts[index]
    if (spent) count.spent += amounts[index]
    else count.held += amounts[index]
  }
  budget.counts.openHolds += (spent ? 0 : 1) - (draw.spent ? 0 : 1)
  draw.amounts = amounts
  draw.spent = spent
  unit.counters.touch(budget)
}

/** The hold's own list where all its draws are of this call, as nearly always. */
export function drawsBy({ draws }: Hold, callId: string): readonly Draw[] {
  for (const draw of draws) if (draw.callId !== callId) return draws.filter((each) => each.callId === callId)
  return draws
}

/** What a call counts: its amount in the total of the first budget it drew on, which is its key's own. */
export const countedBy = (draws: readonly Draw[]): bigint => draws[0]?.amounts[3] ?? 0n

export const NOTHING: Four<bigint> = [0n, 0n, 0n, 0n]

export const anyHeld = (hold: Hold): boolean => hold.draws.some((draw) => !draw.spent)
export const anySpent = (hold: Hold): boolean => hold.draws.some((draw) => draw.spent)

/** The budgets of some draws, each once. */
export function budgetsOfDraws(unit: Unit, draws: readonly Draw[]): Budget[] {
  const budgets: Budget[] = []
  for (const { budgetId } of draws) {
    const budget = unit.budgets.get(budgetId)
    if (budget !== null && !budgets.includes(budget)) budgets.push(budget)
  }
  return budgets
}
