/** The call happened: its hold becomes what it really cost. Never refused; above the hold it is recorded and flagged. */
import type { CloseResult, Settle } from '../../../ledger.ts'
import { roll } from '../counters.ts'
import type { Draw, Four } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import {
  close,
  closeUnknown,
  drawnByOthers,
  findCall,
  type KnownCall,
  land,
  recordAdjustments,
  recordChanged,
} from './call.ts'
import { anySpent, NOTHING, placeDraw, setDraw } from './draws.ts'
import { countFor, heirsOf } from './give-back.ts'
import { countedIn, lowerOthers, nameObject, objectRef, othersNaming } from './object.ts'
import { budgetsOf } from './refusal.ts'

export function settle(unit: Unit, command: Settle): CloseResult {
  const at = unit.time(command.at)
  const { callId, facts } = command
  const call = findCall(unit, callId)
  if (call === null) return { status: 'not_found' }
  const { hold } = call
  // Proof may come after the attempt ended without any: a reconciler that found the object.
  const late = hold.inFlight !== callId
  if (late && hold.state !== 'unknown' && hold.state !== 'assumed')
    return { status: 'already_closed', state: hold.state }
  if (!late) land(unit, call)
  if (!late && command.answer !== undefined) keepAnswer(unit, hold, command.answer)
  if (hold.state === 'free' && command.actual === 0n && !command.givesBack) {
    return close(unit, hold, { kind: 'outcome', callId, at, state: 'free', facts })
  }
  if (hold.draws.length === 0 && command.actual > 0n) chargeFree(unit, call, at)

  const drawn = drawnByOthers(hold, callId)
  const happened = anySpent(hold) && !hold.kept
  const work = new Settlement(unit, hold, command)
  work.run()
  hold.state = hold.draws.length > 0 ? 'settled' : 'free'
  if (command.priceDueAt !== undefined && hold.state === 'settled')
    unit.awaitedPrices.begin({
      callId,
      connection: hold.connection,
      settledAt: at,
      dueAt: command.priceDueAt,
      asked: 0,
    })
  hold.kept = command.keeps === true && !happened
  if (hold.draws.length > 0 || !call.memoryOnly) unit.holds.touch(hold)
  const end = { kind: 'outcome', callId, at, state: hold.state, facts, overage: work.overage } as const
  const result = close(unit, hold, end)
  closeUnknown(unit, hold, end)
  recordChanged(unit, hold, drawn, end)
  recordAdjustments(unit, work.changed, at, callId)
  return result
}

/** In the commit of the outcome itself: a repeat is either answered or not sent. */
function keepAnswer(unit: Unit, { id, identity, endsAt }: Hold, answer: Uint8Array): void {
  if (identity !== null) unit.answers.keep(id, endsAt, answer)
}

/** A call that could not cost did: it counts on every budget of its key, in the present windows. */
function chargeFree(unit: Unit, { hold, keyId, memoryOnly }: KnownCall, at: Settle['at']): void {
  const key = unit.keys.get(keyId)
  if (key === null) throw new Error(`key ${keyId} of a call is missing`)
  hold.draws = budgetsOf(unit, key, hold.moneyClass).map((budget) => {
    roll(budget, at)
    return placeDraw(unit, budget, hold.id, NOTHING, false)
  })
  if (memoryOnly) unit.holds.add(hold)
}

/** The arithmetic of one settlement. */
class Settlement {
  readonly #unit: Unit
  readonly #hold: Hold
  readonly #command: Settle
  readonly #others: readonly Hold[]
  readonly #heirs: readonly Hold[]
  /** Settled before, so this is a repeat: what is counted may rise, never fall. */
  readonly #again: boolean
  /** Holds of other calls whose amounts this one took over or gave back. */
  readonly changed = new Set<Hold>()
  overage = 0n

  constructor(unit: Unit, hold: Hold, command: Settle) {
    this.#unit = unit
    this.#hold = hold
    this.#command = command
    this.#again = hold.state === 'settled' || (hold.state === 'unknown' && hold.draws.some((draw) => draw.spent))
    this.#heirs = heirsOf(unit, hold)
    const ref = command.object === null ? null : objectRef(hold.connection, command.object)
    const others = ref === null ? [] : othersNaming(unit, ref, hold)
    const byItself = others.length > 0 && command.creates === true && !command.replayed
    if (ref !== null && hold.draws.length > 0 && !byItself) nameObject(unit, hold, ref)
    this.#others = byItself ? [] : others
  }

  run(): void {
    if (this.#command.givesBack) this.#giveOthersBack()
    for (const draw of this.#hold.draws) {
      if (draw.spent && this.#again && this.#command.replayed) continue
      const amounts = this.#alreadyCounted(draw) ? NOTHING : this.#amounts(draw)
      countFor(this.#unit, draw, amounts, this.#heirs, this.changed)
    }
  }

  /**
   * A replayed answer tells of an earlier call: it costs nothing more where the ledger counts that one as settled. What others
   * hold is no such thing: it is for what may come on top.
   */
  #alreadyCounted({ budgetId, starts }: Draw): boolean {
    const { replayed, actual } = this.#command
    if (!replayed || this.#others.length === 0) return false
    const { spent } = countedIn(this.#others, budgetId, 3, starts[3])
    return spent >= actual
  }

  #amounts(draw: Draw): Four<bigint> {
    return [this.#amount(draw, 0), this.#amount(draw, 1), this.#amount(draw, 2), this.#amount(draw, 3)]
  }

  /** What the draw counts in one window: the object's total less what other calls have settled there. */
  #amount(draw: Draw, index: 0 | 1 | 2 | 3): bigint {
    const { actual, replayed, keeps } = this.#command
    const { budgetId } = draw
    const start = draw.starts[index]
    const reserved = draw.amounts[index]
    const { spent, held } = countedIn(this.#others, budgetId, index, start)
    const place = { budgetId, index, start }
    if (actual < spent) {
      // A later total replaces the earlier ones; an old answer told again does not, nor a failure that changed nothing.
      if (!replayed && !keeps && !this.#again && !this.#mayStillRise())
        lowerOthers(this.#unit, this.#others, place, true, spent - actual, this.changed)
      return draw.spent && this.#again ? reserved : 0n
    }
    const missing = actual - spent
    if (missing <= reserved) return draw.spent && this.#again ? reserved : missing
    const extra = missing - reserved
    const taken = extra < held ? extra : held
    if (extra - taken > this.overage) this.overage = extra - taken
    // A failure proves nothing of calls of unknown fate on the same object: what they hold stays theirs.
    if (keeps) return missing - taken
    // This total proves what they hold: it takes that over instead of counting it twice.
    if (taken > 0n) lowerOthers(this.#unit, this.#others, place, false, taken, this.changed)
    return missing
  }

  /** A call of unknown fate on the same object may still land after this one, and raise it again. */
  #mayStillRise(): boolean {
    return this.#others.some(({ unknown, inFlight }) => unknown.length > 0 || inFlight !== null)
  }

  /** Nothing moved and nothing can: every settled amount for the object goes, in the windows that count it. */
  #giveOthersBack(): void {
    for (const other of this.#others) {
      for (const draw of other.draws) {
        if (!draw.spent || draw.amounts.every((amount) => amount === 0n)) continue
        setDraw(this.#unit, draw, NOTHING, true)
        this.#unit.holds.touch(other)
        this.changed.add(other)
      }
    }
  }
}
