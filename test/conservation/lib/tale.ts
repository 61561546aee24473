/** A story while it is told: its keys and budgets, the objects it knows, the calls it made and what the vendor executed for it. */
import type { Execution } from '@keybrake/sandbox'
import type { Json } from '../../support/admin.ts'
import { Purse, type Standing } from './purse.ts'
import type { Step, Story } from './story.ts'
import type { Ask, Effect, World } from './world.ts'

export interface TaleKey {
  readonly id: string
  readonly bearer: string
  readonly purses: readonly Purse[]
}

/** A call with all of its attempts. */
export interface Made<Move> {
  readonly step: Step<Move>
  readonly ask: Ask
  readonly key: TaleKey
  readonly idempotencyKey: string | null
  executed: Execution | null
  /** What its object came to with that, in the oracle's units. */
  total: bigint
  /** `fresh`: the answer of the execution itself was read; `late`: a repeat's, or an operator's word. */
  known: 'fresh' | 'late' | null
  /** The definite answer. */
  answer: { readonly status: number; readonly json: Json } | null
  /** No attempt so far says what became of it. */
  lost: boolean
  callId: string | null
  /** Executed by an attempt whose caller had hung up: the proxy read that answer. */
  left: boolean
  /** Its fate was unknown when the caller went on. */
  doubted: boolean
  /** By an operator. */
  resolved: boolean
}

export interface Known {
  readonly id: string
  readonly kind: string
}

/** Stories of a pool share one budget: what they moved through it is summed up as it happens. */
export class Pool {
  readonly purse: Purse
  hazy = false
  #told = 0

  constructor(purse: Purse) {
    this.purse = purse
  }

  moves(difference: bigint): void {
    this.purse.note(this.purse.moved + difference)
  }

  /** A story is over: this is what the rules count of it. */
  counted(share: Purse): void {
    this.purse.count({ object: `${this.#told++}`, how: 'states', total: share.counted })
  }
}

export class Tale<Move> {
  readonly number: number
  readonly story: Story<Move>
  readonly keys: TaleKey[] = []
  readonly purses: Purse[] = []
  /** This story's share of its pool's budget. */
  readonly share: Purse | null
  readonly #pool: Pool | null
  readonly #world: World<Move>
  readonly #standings = new Map<string, Standing>()
  readonly #makers = new Map<string, readonly Purse[]>()
  readonly #objects: Known[] = []
  /** Objects on which a call is of unknown fate. */
  readonly #doubtful = new Set<string>()
  readonly made: Made<Move>[] = []
  readonly log: string[] = []
  /** How often something went wrong with an attempt at the vendor. */
  faults = 0
  /** The call that is under way, or was the last: what a caller left behind may be executed a moment later. */
  acting: Made<Move> | null = null
  /** The proxy read an answer that this caller never saw: what its rules count is not known here. */
  hazy = false
  /** What must not have happened. */
  readonly wrongs: string[] = []

  constructor(number: number, story: Story<Move>, world: World<Move>, pool: Pool | null) {
    this.number = number
    this.story = story
    this.#world = world
    this.#pool = story.shares === 'pool' ? pool : null
    this.share = this.#pool === null ? null : new Purse(this.#pool.purse.budget, this.#pool.purse.window, 0n)
  }

  /** The vendor executed something for this story. */
  executed(execution: Execution): void {
    const { id, added } = execution
    const amount = (this.#standings.get(id)?.amount ?? 0n) + BigInt(added)
    const worth = (value: bigint): bigint => this.#world.worth(value, execution)
    this.#standings.set(id, { amount, worth })
    const { acting } = this
    if (acting !== null) {
      // What can cost nothing may be done again.
      if (acting.executed !== null && !acting.ask.free)
        this.wrongs.push(`executed twice: ${acting.executed.path} and ${execution.path}`)
      acting.executed = execution
      acting.total = amount
      for (const purse of this.#chargedWith(acting, execution)) purse.add(id, BigInt(added))
    } else if (execution.currency !== null && this.keys.length > 0)
      this.wrongs.push(`executed, and nobody had asked for it: ${execution.path}`)
    const before = this.share?.moved ?? 0n
    for (const purse of [...this.purses, ...(this.share === null ? [] : [this.share])]) purse.look(this.#standings)
    this.#pool?.moves((this.share?.moved ?? 0n) - before)
  }

  /** What a free call sets off (a verification that succeeds) was counted with the call that made its object. */
  #chargedWith({ ask, key }: Made<Move>, { id, added }: Execution): readonly Purse[] {
    const makers = this.#makers.get(id)
    if (makers === undefined) this.#makers.set(id, key.purses)
    return ask.free && BigInt(added) > 0n ? (makers ?? key.purses) : key.purses
  }

  count(made: Made<Move>, effect: Effect): void {
    const purses = effect.how === 'gone' ? this.keys.flatMap((key) => key.purses) : made.key.purses
    for (const purse of new Set(purses)) purse.count(effect)
  }

  learn(id: unknown, kind: string): void {
    if (typeof id === 'string' && !this.#objects.some((one) => one.id === id)) this.#objects.push({ id, kind })
  }

  /** The newest is 0; beyond the last it begins anew. */
  object(kinds: readonly string[], which: number): Known | null {
    const fitting = this.#objects.filter(
      ({ id, kind }) => kinds.includes(kind) && (this.story.bold || !this.#doubtful.has(id)),
    )
    return fitting.at(-1 - (which % Math.max(1, fitting.length))) ?? null
  }

  doubt({ ask, lost }: Made<Move>): void {
    if (ask.object === null || ask.free) return
    if (lost) this.#doubtful.add(ask.object)
    else this.#doubtful.delete(ask.object)
  }
}
