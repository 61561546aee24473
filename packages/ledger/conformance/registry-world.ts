/** A small world for tests of the registry: one store in a folder of its own, one connection, a clock that the test moves. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type Caps,
  type DayReset,
  HOUR_MS,
  type Instant,
  instant,
  type MicroUsd,
  type MoneyClass,
  microUsd,
} from '@keybrake/core'
import type { Actor, AdmitResult, IssueKey, IssueResult, KeyRecord, NewClassBudget, Store } from '../src/index.ts'

export type OpenStore = (folder?: string) => Promise<Store>

export const usd = (whole: number): MicroUsd => microUsd(BigInt(whole) * 1_000_000n)
export const START = instant(Date.UTC(2026, 2, 1, 12))
export const ANCHORED: DayReset = { kind: 'anchored' }

export interface Wanted {
  readonly principalId?: string
  readonly connection?: string
  readonly label?: string
  readonly run?: string
  /** Without: a tag only where `run` is given as well. */
  readonly runCaps?: Caps
  readonly caps?: Caps
  /** Of refunds alone. */
  readonly refundCaps?: Caps
  readonly named?: readonly string[]
  readonly lifeMs?: number
  readonly requireCap?: boolean
  readonly limits?: IssueKey['limits']
  readonly idempotency?: IssueKey['idempotency']
  readonly change?: Partial<IssueKey['key']>
}

export class World {
  readonly folder: string
  readonly #open: OpenStore
  store: Store
  at: Instant = START
  /** Entries of administrative changes, in commit order. */
  readonly admin: Record<string, unknown>[] = []
  #count = 0

  static async open(open: OpenStore): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'keybrake-registry-'))
    const world = new World(open, folder, await open(folder))
    await world.connect('stripe')
    return world
  }

  private constructor(open: OpenStore, folder: string, store: Store) {
    this.#open = open
    this.folder = folder
    this.store = store
    this.#listen()
  }

  async reopen(): Promise<void> {
    await this.store.close()
    this.store = await this.#open(this.folder)
    this.#listen()
  }

  async close(): Promise<void> {
    await this.store.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  pass(ms: number): void {
    this.at = instant(this.at + ms)
  }

  id(prefix: string): string {
    this.#count++
    return `${prefix}_${this.#count}`
  }

  get actor(): Actor {
    return { principalId: 'admin', at: this.at, address: '127.0.0.1' }
  }

  async connect(name: string, vendor = 'stripe', caps: Caps = {}) {
    const secret = new TextEncoder().encode(`sealed:${name}`)
    const given = {
      name,
      vendor,
      secret,
      secretRef: `ref:${name}`,
      budgetId: this.id('bud'),
      sandbox: false,
      document: '{}',
    }
    return this.store.registry.createConnection(this.actor, given, caps)
  }

  async named(name: string, caps: Caps, dayReset: DayReset = ANCHORED) {
    const id = this.id('bud')
    const answer = await this.store.registry.createBudget(this.actor, {
      id,
      kind: 'named',
      name,
      caps,
      anchor: this.at,
      dayReset,
      run: null,
    })
    if (answer.status !== 'created') throw new Error(`budget ${name}: ${answer.status}`)
    return answer.budget
  }

  issue(wanted: Wanted = {}): Promise<IssueResult> {
    return this.store.registry.issueKey(this.actor, this.command(wanted))
  }

  async issued(wanted: Wanted = {}): Promise<KeyRecord> {
    const answer = await this.issue(wanted)
    if (answer.status !== 'issued') throw new Error(`not issued: ${answer.status}`)
    return answer.key
  }

  command(wanted: Wanted): IssueKey {
    const { principalId = 'admin', connection = 'stripe', lifeMs = HOUR_MS, run = null, label = run } = wanted
    const id = this.id('key')
    const budget = { anchor: this.at, dayReset: ANCHORED }
    const runName = run === null ? null : { principalId, connection, label: run }
    const key = {
      id,
      lookup: `lookup-${id}`,
      mac: `mac-${id}`,
      principalId,
      connection,
      label,
      run,
      createdAt: this.at,
      expiresAt: instant(this.at + lifeMs),
      maxPerCall: null,
      maxCalls: null,
      maxConcurrentCalls: null,
      rateLimit: null,
      observe: false,
      document: '{}',
    }
    return {
      key: { ...key, ...wanted.change },
      ownBudget: { ...budget, id: this.id('bud'), kind: 'key', name: `key:${id}`, caps: wanted.caps ?? {}, run: null },
      ...(wanted.refundCaps === undefined ? {} : { classBudgets: this.refundBudgets(id, wanted.refundCaps) }),
      runBudget:
        wanted.runCaps === undefined || runName === null
          ? null
          : { ...budget, id: this.id('bud'), kind: 'run', name: `run:${run}`, caps: wanted.runCaps, run: runName },
      namedBudgets: wanted.named ?? [],
      otherBudgetIds: [],
      requireCap: wanted.requireCap ?? false,
      limits: wanted.limits ?? { maxOutstanding: null, keysPerMinute: null },
      idempotency: wanted.idempotency ?? null,
    }
  }

  refundBudgets(keyId: string, caps: Caps): readonly NewClassBudget[] {
    const budget = { id: this.id('bud'), kind: 'key', name: `key:${keyId}:refund`, caps, anchor: this.at } as const
    return [{ moneyClass: 'refund', budget: { ...budget, dayReset: ANCHORED, run: null } }]
  }

  /** One call of this key with what the process knows of it. */
  async admit(
    key: KeyRecord,
    amount: MicroUsd,
    connectionRevision = 1,
    vendor = 'stripe',
    moneyClass: MoneyClass | null = null,
  ): Promise<AdmitResult & { callId: string }> {
    const callId = this.id('call')
    const result = await this.store.ledger.admit({
      at: this.at,
      callId,
      keyId: key.id,
      keyRevision: key.revision,
      connection: key.connection,
      connectionRevision,
      vendor,
      claim: null,
      observed: null,
      facts: '{}',
      cost: { kind: 'known', amount, object: null },
      entered: false,
      moneyClass,
    })
    return { ...result, callId }
  }

  async spend(key: KeyRecord, amount: MicroUsd): Promise<void> {
    const { status, callId } = await this.admit(key, amount)
    if (status !== 'admitted') throw new Error(`not admitted: ${status}`)
    await this.settle(callId, amount)
  }

  async settle(callId: string, actual: MicroUsd): Promise<void> {
    const close = { at: this.at, callId, facts: '{}', object: null, givesBack: false, replayed: false }
    const { status } = await this.store.ledger.settle({ ...close, actual })
    if (status !== 'closed') throw new Error(`not settled: ${status}`)
  }

  async status(id: string): Promise<string | undefined> {
    return (await this.store.registry.key(id, this.at))?.status
  }

  /** Actions recorded since the last look. */
  takeAdmin(): Record<string, unknown>[] {
    return this.admin.splice(0)
  }

  #listen(): void {
    this.store.onEvent(({ kind, entry }) => {
      if (kind === 'admin') this.admin.push(JSON.parse(entry) as Record<string, unknown>)
    })
  }
}

/** A test with a world of its own, closed also where the test fails. */
export function worldTest(open: OpenStore, name: string, body: (world: World) => Promise<void>): void {
  test(name, async () => {
    const world = await World.open(open)
    try {
      await body(world)
    } finally {
      await world.close()
    }
  })
}
