/** What the drills have in common: keys for a round of charges, and the wait for every store after a fault. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyRecord } from '@keybrake/ledger'
import { type Rig, usd } from '../../../packages/ledger/conformance/rig.ts'
import { assertCounted, untilNoneHeld } from './books.ts'
import type { Crew } from './crew.ts'

/** What each round adds to the budget over all its keys is less than its callers would spend. */
const ROUND_USD = 60
const KEY_USD = 45
const TIGHT = 'tight'
const WIDE = 'wide'
/** A store that does not answer for so long after a fault is not going on by itself. */
const RECOVERS_MS = 40_000

export class Rounds {
  readonly #rigs: readonly Rig[]
  readonly #tightId: string
  #round = 0
  /** How long it took after each fault until every store had answered a call. */
  readonly recoveriesMs: number[] = []

  private constructor(rigs: readonly Rig[], tightId: string) {
    this.#rigs = rigs
    this.#tightId = tightId
  }

  static async begin(rigs: readonly Rig[]): Promise<Rounds> {
    const [rig] = rigs
    assert.ok(rig !== undefined)
    const ids: string[] = []
    for (const [name, dollars] of [
      [TIGHT, '0'],
      [WIDE, '1000000'],
    ] as const) {
      const budget = rig.budget('named', name, { total: usd(dollars) })
      await rig.store.registry.createBudget(rig.actor, budget)
      ids.push(budget.id)
    }
    return new Rounds(rigs, ids[0] ?? '')
  }

  /** Keys whose budget is soon used up, and one whose is not; issued by the stores in turn. */
  async keys(): Promise<readonly KeyRecord[]> {
    this.#round++
    const rig = this.#rigs[this.#round % this.#rigs.length]
    assert.ok(rig !== undefined)
    const caps = { total: usd(String(this.#round * ROUND_USD)) }
    await rig.store.registry.changeBudget(rig.actor, this.#tightId, { caps })
    const own = { caps: { total: usd(String(KEY_USD)) } }
    return Promise.all([
      rig.issue({ ...own, named: [TIGHT] }),
      rig.issue({ ...own, named: [TIGHT] }),
      rig.issue({ caps: { total: usd('100000') }, named: [WIDE] }),
    ])
  }

  /** Waits until every store has answered a call that was asked since now, and holds the books against what the callers know. */
  async end(crew: Crew, fault: string): Promise<void> {
    const startedMs = performance.now()
    while (crew.lives.some(({ askedMs }) => askedMs < startedMs)) {
      assert.ok(performance.now() - startedMs < RECOVERS_MS, `${fault}: a store does not answer any more`)
      await sleep(5)
    }
    this.recoveriesMs.push(performance.now() - startedMs)
    await crew.close()
    for (const { store } of this.#rigs) await untilNoneHeld(store)
    for (const rig of this.#rigs) await assertCounted(rig, crew.told)
  }
}
