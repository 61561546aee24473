/**
 * Callers at several stores of one database that never give a charge up: where a store cannot say whether it admitted a call, the
 * charge comes again with the same idempotency key, at whichever store. What a store did admit is executed by the vendor here;
 * so this is who knows what each budget must count in the end.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyRecord } from '@keybrake/ledger'
import type { Rig } from '../../../packages/ledger/conformance/rig.ts'

/** How a call ended that was told `admitted`. */
export type EndState = 'settled' | 'released' | 'unknown'

export interface Told {
  readonly callId: string
  readonly keyId: string
  /** Ids of the budgets it draws on. */
  readonly budgetIds: readonly string[]
  readonly state: EndState
  /** Whole USD: what it must count. */
  readonly counted: number
}

export interface StoreLife {
  /** When the newest call that it has answered was asked, as of `performance.now()`. */
  askedMs: number
  admitted: number
  refused: number
  /** Answers that it could not give. */
  failed: number
}

const PAUSE_MS = 15
/** Longer than any fault leaves a charge without an answer. */
const CLOSES_MS = 60_000
const AMOUNTS = [1, 2, 3, 5, 8] as const

export class Crew {
  /** Every call that was told `admitted` and whose end is recorded. */
  readonly told: Told[] = []
  readonly lives: readonly StoreLife[]
  readonly refusals = new Map<string, number>()
  /** Charges that came a second time, or more often. */
  repeats = 0
  #keys: readonly KeyRecord[] = []
  #isOpen = false
  #isOver = false
  #isAbandoned = false
  #gate = Promise.withResolvers<void>()
  #parked = 0
  readonly #callers: number
  readonly #rigs: readonly Rig[]
  readonly #random: () => number
  readonly #work: Promise<unknown>

  /** @param each callers a store */
  constructor(rigs: readonly Rig[], each: number, random: () => number) {
    this.#rigs = rigs
    this.#random = random
    this.lives = rigs.map(() => ({ askedMs: 0, admitted: 0, refused: 0, failed: 0 }))
    this.#callers = rigs.length * each
    this.#work = Promise.all(rigs.flatMap((_, store) => Array.from({ length: each }, () => this.#caller(store))))
  }

  /** From now on charges are made with these keys. */
  open(keys: readonly KeyRecord[]): void {
    this.#keys = keys
    this.#isOpen = true
    this.#gate.resolve()
  }

  /** Resolves when every charge that was begun is over, and its end recorded. */
  async close(): Promise<void> {
    this.#gate = Promise.withResolvers<void>()
    this.#isOpen = false
    const endMs = performance.now() + CLOSES_MS
    const parked = async (): Promise<void> => {
      while (this.#parked < this.#callers) {
        if (performance.now() > endMs) throw new Error(`a charge has no end after ${CLOSES_MS} ms`)
        await sleep(5)
      }
    }
    // A caller that fails ends the drill.
    await Promise.race([parked(), this.#work])
  }

  async home(): Promise<void> {
    this.#isOver = true
    this.#gate.resolve()
    await this.#work
  }

  /** Where the drill is broken off: every charge is left where it is, as nobody may ask closed stores for ever. */
  abandon(): void {
    this.#isAbandoned = true
    this.#isOver = true
    this.#gate.resolve()
    this.#work.catch(() => undefined)
  }

  async #caller(store: number): Promise<void> {
    for (;;) {
      if (!this.#isOpen && !this.#isOver) {
        this.#parked++
        await this.#gate.promise
        this.#parked--
      }
      if (this.#isOver) return
      await this.#charge(store)
    }
  }

  #below(end: number): number {
    return Math.floor(this.#random() * end)
  }

  async #charge(first: number): Promise<void> {
    const key = this.#keys[this.#below(this.#keys.length)]
    const amount = AMOUNTS[this.#below(AMOUNTS.length)] ?? 1
    let store = first
    const claim = this.#rig(store).claim()
    for (let attempt = 1; key !== undefined && !this.#isOver; attempt++) {
      if (attempt === 2) this.repeats++
      const code = await this.#attempt(store, key, amount, claim)
      if (code !== null && code !== 'idempotency_in_progress') return
      await sleep(PAUSE_MS)
      store = this.#below(this.#rigs.length)
    }
  }

  /** Answers with the refusal's code, `admitted`, or null where the store could not say. */
  async #attempt(
    store: number,
    key: KeyRecord,
    amount: number,
    claim: ReturnType<Rig['claim']>,
  ): Promise<string | null> {
    const rig = this.#rig(store)
    const life = this.lives[store]
    const command = rig.command(key, String(amount), { claim })
    const askedMs = performance.now()
    const result = await rig.ledger.admit(command).catch(() => null)
    if (life === undefined || result === null) {
      if (life !== undefined) life.failed++
      return null
    }
    life.askedMs = Math.max(life.askedMs, askedMs)
    if (result.status === 'refused') {
      life.refused++
      this.refusals.set(result.code, (this.refusals.get(result.code) ?? 0) + 1)
      // A refusal costs a commit too: not as many of them as the machine can make.
      await sleep(this.#below(PAUSE_MS))
      return result.code
    }
    if (result.status !== 'admitted') return result.status
    life.admitted++
    await this.#vendor(store, key, command.callId, amount)
    return 'admitted'
  }

  /** The call is sent: what becomes of it, and that it is recorded however often it takes. */
  async #vendor(store: number, key: KeyRecord, callId: string, amount: number): Promise<void> {
    const rig = this.#rig(store)
    await sleep(this.#below(6))
    const chance = this.#random()
    const actual = 1 + this.#below(amount)
    const state: EndState = chance < 0.8 ? 'settled' : chance < 0.9 ? 'released' : 'unknown'
    for (;;) {
      const end =
        state === 'settled'
          ? rig.settle(callId, String(actual))
          : state === 'released'
            ? rig.release(callId, 'refused')
            : rig.lose(callId)
      const result = await end.catch(() => null)
      if (result === null) {
        if (this.#isAbandoned) return
        await sleep(PAUSE_MS)
        continue
      }
      if (result.status === 'not_found') throw new Error(`the log has no call ${callId}, which was admitted`)
      // A store that was cut off for long is taken for gone: then its calls are of unknown fate already.
      const isUnknown = state !== 'settled' && result.state === 'unknown'
      const counted = isUnknown ? amount : state === 'settled' ? actual : 0
      this.told.push({ callId, keyId: key.id, budgetIds: key.budgetIds, state: isUnknown ? 'unknown' : state, counted })
      return
    }
  }

  #rig(store: number): Rig {
    const rig = this.#rigs[store]
    if (rig === undefined) throw new Error(`no store ${store}`)
    return rig
  }
}
