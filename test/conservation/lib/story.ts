/**
 * A story is one random sequence as data: which calls a caller makes with which keys, what goes wrong with each attempt, and
 * how long the caller is patient. It depends on its seed and number alone; objects are named by their place among those that
 * the story knows by then, so that a story with a step less is a story too.
 */
import type { FaultKind } from '@keybrake/sandbox'
import type { Chance } from './chance.ts'

export interface Story<Move> {
  /** Keys that take turns. */
  readonly keys: number
  /** What budget they draw on beside their own: their run's, one shared with other stories, or none. */
  readonly shares: 'run' | 'pool' | 'nothing'
  readonly cap: { readonly field: string; readonly window: string; readonly microUsd: number }
  /** Goes on with an object although a call on it is of unknown fate. What is counted then may be too much, never too little. */
  readonly bold: boolean
  readonly steps: readonly Step<Move>[]
}

export interface Step<Move> {
  readonly key: number
  readonly move: Move
  /** With an idempotency key of the caller's. */
  readonly named: boolean
  /** Sent twice at once. */
  readonly twin: boolean
  /** What goes wrong with the first attempt, the second, …; later ones go well. */
  readonly mishaps: readonly (Mishap | null)[]
  /** Attempts after which the caller goes on with something else. */
  readonly patience: number
  /** What ends the call at last, where no attempt did. */
  readonly ending: 'retry' | 'operator'
}

export interface Mishap {
  readonly kind: FaultKind
  readonly status?: number
  readonly ms?: number
  /** The caller hangs up before the answer. */
  readonly leavesAfterMs?: number
}

/** What a vendor's stories differ in. */
export interface Telling<Move> {
  readonly move: (chance: Chance) => Move
  /** A story begins with something new, or there would be nothing to go on with. */
  readonly opening: (chance: Chance) => Move
  /** A call that changes what the newest object comes to: bold stories make many. Where it is absent, any call. */
  readonly change?: (chance: Chance) => Move
  /** Micro-USD that a call costs, more or less, and that most costs are multiples of: caps are chosen by them. */
  readonly typical: number
  readonly grain: number
  /** The answer to it repeats what was asked, so that one which contradicts it can be told. */
  readonly spoilable: (move: Move) => boolean
}

const CAPS: readonly (readonly [field: string, window: string])[] = [
  ['total_usd_cap', 'total'],
  ['daily_usd_cap', 'day'],
  ['hourly_usd_cap', 'hour'],
  ['monthly_usd_cap', 'month'],
]

export function storyOf<Move>(chance: Chance, telling: Telling<Move>): Story<Move> {
  const { move, change = move, opening, spoilable } = telling
  const shares = chance.weighted({ run: 40, pool: 30, nothing: 30 })
  const keys = shares === 'nothing' ? 1 : 1 + chance.below(2)
  const [field, window] = chance.oneOf(CAPS)
  const length = 4 + chance.below(6)
  // From less than one call to more than all of them.
  const microUsd = capOf(chance, telling, 0.3 + chance.below(100) / 12)
  const bold = shares !== 'pool' && chance.happens(0.2)
  const next = (): Move => (bold && chance.happens(0.7) ? change : move)(chance)
  const steps = Array.from({ length }, (_, at) => {
    const key = chance.below(keys)
    return stepOf(chance, { key, move: at === 0 ? opening(chance) : next(), bold }, spoilable)
  })
  return { keys, shares, cap: { field, window, microUsd }, bold, steps }
}

/** So much that some calls fill it to the last micro-USD, or so that they just do not fit. */
export function capOf<Move>(chance: Chance, { typical, grain }: Telling<Move>, calls: number): number {
  const most = Math.max(1, Math.round((typical * calls) / grain)) * grain
  return chance.happens(0.5) ? most : most - 1
}

/** In a bold story more goes wrong, and the caller goes on sooner: several calls on one object are of unknown fate at once. */
function stepOf<Move>(
  chance: Chance,
  { key, move, bold }: { readonly key: number; readonly move: Move; readonly bold: boolean },
  spoilable: (move: Move) => boolean,
): Step<Move> {
  const named = chance.happens(0.8)
  const twin = named && chance.happens(0.06)
  const mishaps: (Mishap | null)[] = []
  // A caller that hung up comes back to no further mishap, so that it is plain whose answer the proxy read.
  while (mishaps.length < 3 && mishaps.at(-1)?.leavesAfterMs === undefined && chance.happens(bold ? 0.5 : 0.28))
    mishaps.push(mishap(chance, { first: mishaps.length === 0, named, twin, spoils: spoilable(move) }))
  return {
    key,
    move,
    named,
    twin,
    mishaps,
    patience: bold ? 1 : 1 + chance.below(3),
    ending: named && chance.happens(0.5) ? 'retry' : 'operator',
  }
}

interface Circumstances {
  readonly first: boolean
  readonly named: boolean
  /** Which of the two answers is the wrong one must be plain from it. */
  readonly twin: boolean
  readonly spoils: boolean
}

function mishap(chance: Chance, { first, named, twin, spoils }: Circumstances): Mishap {
  const kind = chance.weighted({
    reset_before: 16,
    reset_after: 22,
    cut_body: 16,
    status_before: twin ? 0 : 16,
    status_after: 16,
    garbage_body: twin ? 0 : 5,
    mismatch: spoils && !twin ? 6 : 0,
    delay: 6,
  })
  if (kind === 'status_after') return { kind, status: chance.oneOf([500, 502, 503, 504]) }
  // A vendor that has executed a call answers no repeat of it with a refusal.
  if (kind === 'status_before')
    return { kind, status: chance.oneOf(first ? [400, 401, 403, 404, 409, 429, 500, 503] : [429, 500, 503]) }
  if (kind !== 'delay') return { kind }
  return named && chance.happens(0.5) ? { kind, ms: 60, leavesAfterMs: 20 } : { kind, ms: 1 + chance.below(15) }
}
