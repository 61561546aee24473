/**
 * SPEC section 6 in the plainest form: every hold is a list of cells (budget, window, start, amount), and every counter is a
 * sum over all of them. It keeps no totals, so it can't forget to move one.
 */
import { DAY_MS, HOUR_MS, MONTH_MS } from '@keybrake/core'

export type ModelWindow = 'hour' | 'day' | 'month' | 'total'
export const MODEL_WINDOWS = ['hour', 'day', 'month', 'total'] as const
const PERIOD_MS = { hour: HOUR_MS, day: DAY_MS, month: MONTH_MS, total: Number.POSITIVE_INFINITY }

export interface ModelBudget {
  readonly id: string
  readonly anchor: number
  readonly caps: { readonly [W in ModelWindow]?: bigint }
}

interface Cell {
  readonly budget: string
  readonly window: ModelWindow
  readonly start: number
  readonly by: string
  amount: bigint
  spent: boolean
}

export interface ModelHold {
  readonly id: string
  state: 'held' | 'settled' | 'released' | 'unknown' | 'assumed'
  inFlight: string | null
  sent: number
  unknown: number
  /** Settled by a failure that changed nothing: a repeat may happen. */
  kept: boolean
  /** Its answer is there for repeats. */
  answered: boolean
  readonly endsAt: number
  object: string | null
  cells: Cell[]
}

export interface ModelAdmit {
  readonly at: number
  readonly callId: string
  readonly budgets: readonly ModelBudget[]
  readonly amount: bigint
  readonly object: string | null
  readonly claim: string | null
  /** The vendor does not honour the claim. */
  readonly refuses: boolean
}

export interface ModelSettle {
  readonly actual: bigint
  readonly object: string | null
  readonly replayed: boolean
  readonly givesBack: boolean
  readonly keeps: boolean
  readonly answer: boolean
  readonly priceDueAt?: number
}

export class Model {
  readonly holds: ModelHold[] = []
  /** When each call's price is to be asked for. */
  readonly awaited = new Map<string, number>()
  readonly #claims = new Map<string, ModelHold>()
  readonly #calls = new Map<string, ModelHold>()

  count(budget: ModelBudget, window: ModelWindow, at: number): { readonly spent: bigint; readonly held: bigint } {
    return sum(this.holds, budget.id, window, startOf(budget, window, at))
  }

  admit({ at, callId, budgets, amount, object, claim, refuses }: ModelAdmit): string {
    let hold = claim === null ? undefined : this.#claims.get(claim)
    if (hold?.inFlight === null && at >= hold.endsAt) hold = undefined
    if (hold !== undefined && hold.inFlight !== null) return 'idempotency_in_progress'
    if (hold?.state === 'released') hold = undefined
    if (hold !== undefined && refuses) return hold.state === 'settled' && hold.answered ? 'answered' : 'outcome_unknown'
    const drawing = budgets.filter(({ id }) => !hold?.cells.some((cell) => cell.budget === id))
    const others = this.#naming(object, hold)
    if (hold !== undefined && hasRisen(hold, others, amount)) return 'cost_unknown'
    const cells: Cell[] = []
    for (const budget of drawing) {
      for (const window of MODEL_WINDOWS) {
        const start = startOf(budget, window, at)
        const counted = total(sum(others, budget.id, window, start))
        const adds = amount > counted ? amount - counted : 0n
        const cap = budget.caps[window]
        if (cap !== undefined && total(this.count(budget, window, at)) + adds > cap) return 'cap_exhausted'
        cells.push({ budget: budget.id, window, start, by: callId, amount: adds, spent: false })
      }
    }
    if (hold === undefined) {
      const endsAt = at + (claim === null ? DAY_MS : 23 * HOUR_MS)
      const fresh = { state: 'held', inFlight: callId, sent: 1, unknown: 0, kept: false, answered: false } as const
      hold = { id: callId, ...fresh, endsAt, object, cells }
      this.holds.push(hold)
      if (claim !== null) this.#claims.set(claim, hold)
    } else {
      hold.inFlight = callId
      hold.sent++
      hold.cells.push(...cells)
      hold.object ??= object
    }
    this.#calls.set(callId, hold)
    return 'admitted'
  }

  settle(callId: string, command: ModelSettle): void {
    const { actual, object, replayed, givesBack, keeps, priceDueAt } = command
    const hold = this.#hold(callId)
    if (hold.inFlight === callId) {
      hold.inFlight = null
      hold.answered ||= command.answer
    } else if (hold.state !== 'unknown' && hold.state !== 'assumed') return
    const repeat = hold.state === 'settled' || (hold.state === 'unknown' && hold.cells.some((cell) => cell.spent))
    const heirs = this.#heirs(hold)
    if (object !== null) hold.object = object
    const others = this.#naming(object, hold)
    hold.kept = keeps && !happened(hold)
    if (givesBack) for (const cell of others.flatMap((other) => other.cells)) if (cell.spent) cell.amount = 0n
    // Which budgets count the replayed call as settled already is judged before anything of this call moves.
    const counted = new Set(
      hold.cells
        .filter((cell) => cell.window === 'total' && others.length > 0)
        .filter((cell) => sum(others, cell.budget, 'total', cell.start).spent >= actual)
        .map((cell) => cell.budget),
    )
    for (const cell of hold.cells) {
      const isKept = repeat && cell.spent
      if (isKept && replayed) continue
      const before = cell.amount
      if (replayed && counted.has(cell.budget)) cell.amount = 0n
      else
        cell.amount = this.#settled(cell, others, actual, {
          keeps,
          lowersNothing: keeps || replayed || repeat || others.some(isOpen),
        })
      if (isKept && cell.amount < before) cell.amount = before
      handOver(cell, before - cell.amount, heirs)
      cell.spent = true
    }
    hold.state = 'settled'
    hold.unknown = 0
    if (priceDueAt !== undefined && hold.cells.length > 0) this.awaited.set(callId, priceDueAt)
  }

  /** What one cell counts of an object's total, after it took from the others what they count too much. */
  #settled(
    cell: Cell,
    others: readonly ModelHold[],
    actual: bigint,
    { keeps, lowersNothing }: { readonly keeps: boolean; readonly lowersNothing: boolean },
  ): bigint {
    const { spent, held } = sum(others, cell.budget, cell.window, cell.start)
    const twins = others
      .toReversed()
      .flatMap((other) => other.cells)
      .filter((other) => isSamePlace(other, cell))
    const take = (wanted: bigint, settled: boolean): void => {
      let left = wanted
      for (const twin of twins.filter((candidate) => candidate.spent === settled)) {
        const taken = twin.amount < left ? twin.amount : left
        twin.amount -= taken
        left -= taken
      }
    }
    if (actual < spent) {
      if (!lowersNothing) take(spent - actual, true)
      return 0n
    }
    if (keeps && actual - spent > cell.amount) return most(cell.amount, actual - spent - held)
    if (actual - spent > cell.amount) take(actual - spent - cell.amount, false)
    return actual - spent
  }

  release(callId: string, isSent: boolean, endsUnknown: boolean): void {
    const hold = this.#hold(callId)
    if (hold.inFlight !== callId) return
    hold.inFlight = null
    const isOnly = hold.state === 'held' && hold.sent === 1
    if (!isSent) hold.sent--
    if (isOnly || (isSent && endsUnknown)) {
      this.#giveBack(hold, (cell) => !cell.spent)
      hold.state = hold.cells.length > 0 ? 'settled' : 'released'
      hold.unknown = 0
    } else if (!isSent || hold.unknown === 0) {
      this.#giveBack(hold, (cell) => !cell.spent && cell.by === callId)
    } else if (hold.cells.some((cell) => cell.by === callId)) hold.unknown++
  }

  lose(callId: string): void {
    const hold = this.#hold(callId)
    if (hold.inFlight !== callId) return
    hold.inFlight = null
    if (hold.state === 'settled' && !hold.kept && hold.cells.every((cell) => cell.spent)) return
    hold.state = 'unknown'
    hold.unknown++
  }

  resolve(callId: string, executed: boolean, cost: bigint | null): void {
    const hold = this.#hold(callId)
    if (hold.inFlight !== null || (hold.state !== 'unknown' && hold.state !== 'assumed')) return
    const open = hold.cells.filter((cell) => !cell.spent || hold.state === 'assumed')
    if (!executed) this.#giveBack(hold, (cell) => open.includes(cell))
    const heirs = this.#heirs(hold)
    for (const cell of executed ? open : []) {
      if (cost !== null) handOver(cell, cell.amount - cost, heirs)
      cell.spent = true
      cell.amount = cost ?? cell.amount
    }
    hold.state = hold.cells.length > 0 ? 'settled' : 'released'
    hold.unknown = 0
  }

  adjust(callId: string, actual: bigint): void {
    const hold = this.#hold(callId)
    if (hold.state !== 'settled' || hold.inFlight !== null) return
    for (const cell of hold.cells) cell.amount = actual
    this.awaited.delete(callId)
  }

  /** Its price was asked for in vain; null: it is given up. */
  inquire(callId: string, priceDueAt: number | null): void {
    if (!this.awaited.has(callId)) return
    const { state, cells } = this.#hold(callId)
    const isOpen = state === 'settled' && cells.some(({ by }) => by === callId)
    if (priceDueAt === null || !isOpen) this.awaited.delete(callId)
    else this.awaited.set(callId, priceDueAt)
  }

  /** Ends of the windows of holds of unknown fate, those that end first first. */
  unknownUntil(): number[] {
    const unknown = this.holds.filter(({ state, inFlight }) => state === 'unknown' && inFlight === null)
    return unknown.map(({ endsAt }) => endsAt).sort((a, b) => a - b)
  }

  assume(at: number): void {
    for (const hold of this.holds) {
      if (hold.state !== 'unknown' || hold.inFlight !== null || at < hold.endsAt) continue
      hold.state = hold.cells.some((cell) => cell.spent) ? 'settled' : 'assumed'
      for (const cell of hold.cells) cell.spent = true
      if (hold.state === 'settled') hold.unknown = 0
    }
  }

  /** The process ended: what was under way may have happened. */
  crash(): void {
    for (const { inFlight } of this.holds) if (inFlight !== null) this.lose(inFlight)
  }

  #giveBack(hold: ModelHold, picks: (cell: Cell) => boolean): void {
    const given = hold.cells.filter(picks)
    hold.cells = hold.cells.filter((cell) => !given.includes(cell))
    const heirs = this.#heirs(hold)
    for (const cell of given) handOver(cell, cell.amount, heirs)
  }

  /** Later calls of open fate on the same object: they counted on what this hold counts. */
  #heirs(hold: ModelHold): ModelHold[] {
    const later = this.holds.slice(this.holds.indexOf(hold) + 1)
    return this.#naming(hold.object, hold).filter((other) => isOpen(other) && later.includes(other))
  }

  #hold(callId: string): ModelHold {
    const hold = this.#calls.get(callId)
    if (hold === undefined) throw new Error('the simulation ended a call it never made')
    return hold
  }

  #naming(object: string | null, except: ModelHold | undefined): ModelHold[] {
    return object === null ? [] : this.holds.filter((hold) => hold.object === object && hold !== except)
  }
}

/** The vendor tells a call that happened again; another one may move what it costs now. */
function hasRisen(hold: ModelHold, others: readonly ModelHold[], amount: bigint): boolean {
  if (happened(hold)) return false
  return hold.cells.some(({ budget, window, start }) => total(sum([...others, hold], budget, window, start)) < amount)
}

const happened = ({ cells, kept }: ModelHold): boolean => cells.some(({ spent }) => spent) && !kept

/** Something of this hold may still happen. */
const isOpen = ({ inFlight, unknown }: ModelHold): boolean => inFlight !== null || unknown > 0

const isSamePlace = (a: Cell, b: Cell): boolean => a.budget === b.budget && a.window === b.window && a.start === b.start

function handOver(cell: Cell, amount: bigint, heirs: readonly ModelHold[]): void {
  const twin = heirs.flatMap(({ cells }) => cells).find((other) => !other.spent && isSamePlace(other, cell))
  if (amount > 0n && twin !== undefined) twin.amount += amount
}

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)

function startOf({ anchor }: ModelBudget, window: ModelWindow, at: number): number {
  const period = PERIOD_MS[window]
  return window === 'total' ? anchor : at - ((at - anchor) % period)
}

function sum(
  holds: readonly ModelHold[],
  budget: string,
  window: ModelWindow,
  start: number,
): Record<'spent' | 'held', bigint> {
  const found = { spent: 0n, held: 0n }
  for (const { cells } of holds) {
    for (const cell of cells) {
      if (cell.budget !== budget || cell.window !== window || cell.start !== start) continue
      found[cell.spent ? 'spent' : 'held'] += cell.amount
    }
  }
  return found
}

const total = ({ spent, held }: { readonly spent: bigint; readonly held: bigint }): bigint => spent + held
