/** Load on proxies while something is done to the fleet, and what must hold after each phase of it. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox, type Sandbox } from '@keybrake/sandbox'
import { Relay } from '../../../packages/ledger/src/postgres/testing/relay.ts'
import type { TestPostgres } from '../../../packages/ledger/testing/postgres/index.ts'
import { type AgentAnswer, agentCalls } from '../../support/agent.ts'
import type { Folders } from '../../support/folders.ts'
import { Fleet } from './fleet.ts'
import { assertAllHaveRows, assertOnceEach, assertWithinCap, untilReady } from './fleet-books.ts'
import { FleetCrew } from './fleet-crew.ts'

const SHARED = 'shared'
/** The cap that all charges share is raised by so little so often that it is always nearly used up. */
const RAISE = { usd: 12, everyMs: 40 }
/** How long there is load before and after what is done in a phase. */
const AROUND_MS = { least: 200, more: 400 }
/** Keys by which one proxy is asked for what was just changed at the other, in each phase and direction. */
const CHANGED_KEYS = 3

export interface FleetScene {
  readonly fleet: Fleet
  readonly sandbox: Sandbox
  readonly url: string
  /** Charges at all proxies that are there; it ends with the scene. */
  readonly crew: FleetCrew
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * @param seats for proxies, none of which is started
 * @param crew how many callers, and their chance
 */
export async function startFleetScene(
  server: TestPostgres,
  seats: number,
  folders: Folders,
  { callers, random }: { readonly callers: number; readonly random: () => number },
): Promise<FleetScene> {
  const cleanUp = new AsyncDisposableStack()
  const sandbox = await startSandbox()
  cleanUp.defer(() => sandbox.close())
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 5, times: 1_000_000, match: { method: 'POST' } })
  const relays = await Promise.all(Array.from({ length: seats }, () => Relay.start(server.url)))
  cleanUp.defer(async () => void (await Promise.all(relays.map((relay) => relay.close()))))
  const url = await server.newDatabase()
  const fleet = new Fleet(url, relays, sandbox, folders)
  cleanUp.defer(() => fleet.killAll())
  const crew = new FleetCrew(callers, random, () => fleet.origins())
  cleanUp.defer(() => crew.abandon())
  return { fleet, sandbox, url, crew, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() }
}

export class FleetDrill {
  readonly #scene: FleetScene
  readonly #random: () => number
  readonly #budget: { readonly id: string; readonly name: string }
  #capUsd = 0
  #foundUpTo = 0
  /** What was changed at one proxy and asked for at another, and the charges made for it. */
  #changes = 0
  #charges = 0
  #chargedCents = 0

  private constructor(scene: FleetScene, random: () => number, budgetId: string) {
    this.#scene = scene
    this.#random = random
    this.#budget = { id: budgetId, name: SHARED }
  }

  static async begin(scene: FleetScene, random: () => number): Promise<FleetDrill> {
    const { fleet } = scene
    const made = await fleet.admin(0).request('POST', '/vault/budgets', { name: SHARED, total_usd_cap: 0 })
    assert.equal(made.status, 201, made.text)
    return new FleetDrill(scene, random, String(made.body['id']))
  }

  /**
   * @param pair two proxies that are there at the end; the first one is there all the time and issues the key
   * @param act what is done under load
   */
  async phase(what: string, pair: readonly [number, number], act: () => Promise<void>): Promise<void> {
    const { fleet, sandbox, crew } = this.#scene
    const [one, other] = pair
    const key = await fleet.admin(one).issue({ total_usd_cap: 1_000_000, budgets: [SHARED], label: what })
    const raising = new AbortController()
    const raised = this.#raise(raising.signal)
    crew.open({ id: key.id, bearer: key.vault_key })
    try {
      await sleep(AROUND_MS.least + this.#random() * AROUND_MS.more)
      await act()
      await this.#assertFelt(one, other, what)
      await this.#assertFelt(other, one, what)
      await sleep(AROUND_MS.least + this.#random() * AROUND_MS.more)
    } finally {
      raising.abort()
      await raised
    }
    await crew.close()
    await this.#assertBraked(one, other, what)
    await this.#assertBraked(other, one, what)
    for (const admin of fleet.admins()) {
      await untilReady(admin)
      await assertWithinCap(admin, this.#budget, sandbox, BigInt(this.#chargedCents) * 10_000n)
    }
    const charges = sandbox.executed({ vendor: 'stripe', after: this.#foundUpTo })
    this.#foundUpTo = charges.at(-1)?.order ?? assert.fail(`${what}: no charge was executed`)
    for (const admin of fleet.admins()) await assertAllHaveRows(charges, admin, `label=${encodeURIComponent(what)}`)
  }

  async end(): Promise<{ readonly executed: number; readonly repeats: number; readonly changes: number }> {
    const { sandbox, crew } = this.#scene
    crew.stop()
    await crew.home()

    assertOnceEach(sandbox, crew, this.#charges)
    assert.ok(
      crew.ended.some(({ code }) => code === 'cap_exhausted'),
      'the cap was felt',
    )
    return {
      executed: sandbox.executed({ vendor: 'stripe' }).length,
      repeats: crew.repeats,
      changes: this.#changes,
    }
  }

  /** At any proxy that is there; one that goes away meanwhile may not have done it. */
  async #raise(until: AbortSignal): Promise<void> {
    for (let turn = 0; !until.aborted; turn++) {
      const admins = this.#scene.fleet.admins()
      this.#capUsd += RAISE.usd
      await admins[turn % admins.length]
        ?.request('PATCH', `/vault/budgets/${this.#budget.id}`, { total_usd_cap: this.#capUsd })
        .catch(() => null)
      await sleep(RAISE.everyMs)
    }
  }

  /** A lowered cap and a revocation at one are felt by the very next call at the other. */
  async #assertFelt(at: number, there: number, label: string): Promise<void> {
    const admin = this.#scene.fleet.admin(at)
    for (let count = 0; count < CHANGED_KEYS; count++) {
      const key = await admin.issue({ total_usd_cap: 500, label })
      assert.equal((await this.#charge(there, key.vault_key, 400)).status, 200)
      await admin.request('PATCH', `/vault/keys/${key.id}`, { total_usd_cap: 5 })
      assert.equal((await this.#charge(there, key.vault_key, 400)).code, 'cap_exhausted')
      await admin.request('DELETE', `/vault/keys/${key.id}`)
      assert.equal((await this.#charge(there, key.vault_key, 10)).code, 'key_revoked')
      this.#changes += 2
    }
  }

  /** Nobody else calls. */
  async #assertBraked(at: number, there: number, label: string): Promise<void> {
    const admin = this.#scene.fleet.admin(at)
    const key = await admin.issue({ total_usd_cap: 500, label })
    await admin.request('PUT', '/vault/brake', { engaged: true, reason: 'night' })
    assert.equal((await this.#charge(there, key.vault_key, 100)).code, 'brake_engaged')
    await admin.request('PUT', '/vault/brake', { engaged: false, reason: 'day' })
    assert.equal((await this.#charge(there, key.vault_key, 100)).status, 200)
    this.#changes++
  }

  async #charge(index: number, bearer: string, cents: number): Promise<AgentAnswer> {
    const agent = agentCalls(() => this.#scene.fleet.url(index))
    const form = {
      amount: String(cents),
      currency: 'usd',
      confirm: 'true',
      payment_method: 'pm_card_visa',
      'metadata[job]': `asked-${this.#changes}-${this.#charges}`,
    }
    try {
      const answer = await agent.call({ bearer, path: '/v1/payment_intents', form })
      if (answer.status === 200) {
        this.#charges++
        this.#chargedCents += cents
      }
      return answer
    } finally {
      agent.close()
    }
  }
}
