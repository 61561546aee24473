/**
 * What the writer knows without rows: calls under way, call rates, repeated refusals. It starts empty with the process, as
 * the calls do. A change made by a batch that fails is undone.
 */
import { type Code, MINUTE_MS } from '@keybrake/core'
import type { Hold } from './records/hold.ts'
import { ShortLived } from './short-lived.ts'

/** Refusals of one key and code in one minute. */
export interface Refusals {
  count: number
  /** The row that the refusals after the first hundred share. */
  sharedId: string | null
}

export class Memory {
  /** Calls under way by key. */
  readonly #underWay = new ShortLived<number>()
  /** The key of each of them, and the store that has it under way: by its number, or null for this one. */
  readonly #calls = new ShortLived<{ readonly keyId: string; readonly node: number | null }>()
  /** Calls that `enter` let in, until `admit` or `leave`, with what observe mode let pass. */
  readonly #entered = new ShortLived<Code | null>()
  /** Times of each key's calls, oldest first, within its rate's period. */
  readonly #times = new Map<string, number[]>()
  /** Calls without cost and without claim: nothing of theirs must outlive the process. */
  readonly #free = new ShortLived<Hold>()
  #refusals = new Map<string, Refusals>()
  #refusalMinute = 0
  readonly #undo: (() => void)[] = []

  underWay(keyId: string): number {
    return this.#underWay.get(keyId) ?? 0
  }

  begin(callId: string, keyId: string): void {
    this.#begin(callId, keyId, null)
    this.#undo.push(() => this.#end(callId))
  }

  /** Nothing where the call is not under way. */
  end(callId: string): void {
    const call = this.#end(callId)
    if (call !== undefined) this.#undo.push(() => this.#begin(callId, call.keyId, call.node))
  }

  enter(callId: string, keyId: string, observed: Code | null): void {
    this.begin(callId, keyId)
    this.#entered.set(callId, observed)
    this.#undo.push(() => this.#entered.delete(callId))
  }

  /** What observe mode let pass at `enter`; undefined where the call has not entered. */
  entered(callId: string): Code | null | undefined {
    return this.#entered.get(callId)
  }

  /** The call goes on as an admitted one, or ends. False where it had not entered. */
  forgetEntered(callId: string): boolean {
    const observed = this.#entered.get(callId)
    if (observed === undefined) return false
    this.#entered.delete(callId)
    this.#undo.push(() => this.#entered.set(callId, observed))
    return true
  }

  /** A call that entered comes no more: nobody could tell it whether it is admitted. Not part of any batch. */
  forsake(callId: string): void {
    if (this.#entered.delete(callId)) this.#end(callId)
  }

  /** Milliseconds until one more call of `calls` per `perMs` may start; 0: now. */
  rateWaitMs(keyId: string, at: number, calls: number, perMs: number): number {
    const times = this.#times.get(keyId)
    if (times === undefined) return 0
    while (times.length > 0 && (times[0] ?? 0) <= at - perMs) times.shift()
    if (times.length < calls) return 0
    return Math.max(1, (times[times.length - calls] ?? at) + perMs - at)
  }

  countRate(keyId: string, at: number): void {
    const times = this.#times.get(keyId)
    if (times === undefined) this.#times.set(keyId, [at])
    else times.push(at)
    this.#undo.push(() => this.#times.get(keyId)?.pop())
  }

  /**
   * Another store's commit has this call under way from now on.
   *
   * @param ratePerMs the period of the key's rate; null: it has none
   */
  follow(callId: string, keyId: string, at: number, node: number, ratePerMs: number | null): void {
    this.#begin(callId, keyId, node)
    if (ratePerMs === null) return
    const times = this.#times.get(keyId)
    if (times === undefined) {
      this.#times.set(keyId, [at])
      return
    }
    while (times.length > 0 && (times[0] ?? 0) <= at - ratePerMs) times.shift()
    times.push(at)
  }

  /** Calls that stores of these numbers have under way. */
  underWayAt(nodes: readonly number[]): readonly string[] {
    return [...this.#calls.entries()].flatMap(([callId, { node }]) =>
      node !== null && nodes.includes(node) ? [callId] : [],
    )
  }

  /** A commit that this store did not run, or gave up, ended it. */
  unfollow(callId: string): void {
    this.#end(callId)
  }

  free(callId: string): Hold | null {
    return this.#free.get(callId) ?? null
  }

  addFree(hold: Hold): void {
    this.#free.set(hold.id, hold)
    this.#undo.push(() => this.#free.delete(hold.id))
  }

  dropFree(hold: Hold): void {
    const { inFlight, state } = hold
    this.#free.delete(hold.id)
    this.#undo.push(() => {
      this.#free.set(hold.id, Object.assign(hold, { inFlight, state, draws: [], seq: 0 }))
    })
  }

  refusals(keyId: string, code: string, at: number): Refusals {
    const minute = Math.floor(at / MINUTE_MS)
    if (minute !== this.#refusalMinute) {
      this.#refusalMinute = minute
      this.#refusals = new Map()
    }
    const name = `${keyId} ${code}`
    const known = this.#refusals.get(name)
    if (known !== undefined) return known
    const fresh = { count: 0, sharedId: null }
    this.#refusals.set(name, fresh)
    return fresh
  }

  countRefusal(refusals: Refusals, sharedId: string | null): void {
    const before = { ...refusals }
    refusals.count++
    refusals.sharedId = sharedId
    this.#undo.push(() => Object.assign(refusals, before))
  }

  /** The batch is committed: its changes stand. */
  keep(): void {
    this.#undo.length = 0
  }

  undo(): void {
    for (let step = this.#undo.pop(); step !== undefined; step = this.#undo.pop()) step()
  }

  #begin(callId: string, keyId: string, node: number | null): void {
    this.#calls.set(callId, { keyId, node })
    this.#underWay.set(keyId, (this.#underWay.get(keyId) ?? 0) + 1)
  }

  #end(callId: string): { readonly keyId: string; readonly node: number | null } | undefined {
    const call = this.#calls.get(callId)
    if (call === undefined) return undefined
    this.#calls.delete(callId)
    const { keyId } = call
    const left = (this.#underWay.get(keyId) ?? 0) - 1
    if (left > 0) this.#underWay.set(keyId, left)
    else this.#underWay.delete(keyId)
    return call
  }
}
