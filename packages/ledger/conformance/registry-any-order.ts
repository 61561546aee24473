import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS, HOUR_MS, instant } from '@keybrake/core'
import fc from 'fast-check'
import type { KeyRecord } from '../src/index.ts'
import { type OpenStore, usd, World } from './registry-world.ts'

const STEPS = [
  'issue',
  'issue',
  'change',
  'dayRule',
  'refundCaps',
  'revoke',
  'revokeRun',
  'admit',
  'admit',
  'admit',
  'settle',
  'settle',
  'release',
  'unknown',
  'makeBudget',
  'dropBudget',
  'changeBudget',
  'dropConnection',
  'makeConnection',
  'pass',
  'reopen',
] as const

const step = fc.record({ kind: fc.constantFrom(...STEPS), a: fc.nat(1000), b: fc.nat(1000) })
type Step = { readonly kind: (typeof STEPS)[number]; readonly a: number; readonly b: number }

const CAPS = [{}, { day: usd(10) }, { hour: usd(3), total: usd(40) }, { month: usd(20) }] as const
const PASSES_MS = [1000, HOUR_MS / 2, 6 * HOUR_MS, DAY_MS, 8 * DAY_MS] as const

export function registryAnyOrder(open: OpenStore): void {
  test('any order of issuing, changing, revoking and calling leaves every counter equal to its rows', async () => {
    const steps = fc.array(step, { minLength: 60, maxLength: 120 })
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const world = await World.open(open)
        try {
          const play = new Play(world)
          for (const each of given) await play.step(each)
          await play.check()
        } finally {
          await world.close()
        }
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })
}

/** What the test itself knows: enough to say that a call must not have been admitted. */
class Play {
  readonly #world: World
  readonly #keys: { record: KeyRecord; over: boolean }[] = []
  readonly #calls: string[] = []

  constructor(world: World) {
    this.#world = world
  }

  async step({ kind, a, b }: Step): Promise<void> {
    const world = this.#world
    const { registry } = world.store
    const known = this.#keys[a % Math.max(1, this.#keys.length)]
    switch (kind) {
      case 'issue':
        return this.#issue(a, b)
      case 'admit':
        return this.#admit(known, b)
      case 'change':
      case 'dayRule':
      case 'refundCaps':
        return this.#change(known, kind, b)
      case 'revoke':
        return this.#revoke(known?.record.id ?? '')
      case 'revokeRun':
        return this.#revokeAll(await registry.revokeKeys(world.actor, { run: `r${a % 3}`, principalId: null }, null))
      case 'settle':
      case 'release':
      case 'unknown':
        return this.#end(kind, a, b)
      case 'dropConnection':
        if ((await registry.deleteConnection(world.actor, 'stripe')).status === 'deleted') {
          for (const each of this.#keys) each.over = true
        }
        return
      case 'makeConnection':
        await world.connect('stripe', 'stripe', CAPS[b % CAPS.length])
        return
      case 'pass':
        return world.pass(PASSES_MS[a % PASSES_MS.length] ?? 0)
      case 'reopen':
        // Opening costs as much as a hundred other steps.
        return a % 4 === 0 ? world.reopen() : undefined
      default:
        return this.#budget(kind, a, b)
    }
  }

  async check(): Promise<void> {
    const world = this.#world
    assert.deepEqual(await world.store.ledger.verify(), [])
    const read = () => Promise.all(this.#keys.map(({ record }) => world.store.registry.key(record.id, world.at)))
    const before = await read()
    for (const [index, each] of this.#keys.entries()) {
      // One that had expired when its connection went is not revoked, but must not have come back since.
      const status = before[index]?.status ?? ''
      assert.ok(each.over ? ['revoked', 'expired'].includes(status) : status !== 'revoked', each.record.id)
    }
    await world.reopen()
    assert.deepEqual(await read(), before)
    assert.deepEqual(await world.store.ledger.verify(), [])
  }

  async #issue(a: number, b: number): Promise<void> {
    const answer = await this.#world.issue({
      caps: CAPS[b % CAPS.length] ?? {},
      ...(b % 3 === 0 ? { refundCaps: CAPS[a % CAPS.length] ?? {} } : {}),
      ...(a % 2 === 0 ? { run: `r${a % 3}`, runCaps: CAPS[a % CAPS.length] ?? {} } : {}),
      named: a % 5 === 0 ? ['team'] : [],
      lifeMs: HOUR_MS * (1 + (b % 40)),
    })
    if (answer.status === 'issued') this.#keys.push({ record: answer.key, over: false })
  }

  async #admit(known: { record: KeyRecord; over: boolean } | undefined, b: number): Promise<void> {
    if (known === undefined) return
    const world = this.#world
    const connection = await world.store.registry.connection('stripe')
    const fresh = (await world.store.registry.keyByLookup(known.record.lookup)) ?? known.record
    const { status, callId } = await world.admit(
      fresh,
      usd(b % 6),
      connection?.revision ?? 0,
      'stripe',
      b % 2 === 0 ? 'refund' : null,
    )
    if (status !== 'admitted') return
    assert.ok(!known.over, 'a revoked key was admitted, or one whose connection went')
    assert.ok(world.at < fresh.expiresAt, 'an expired key was admitted')
    this.#calls.push(callId)
  }

  async #change(
    known: { record: KeyRecord } | undefined,
    kind: 'change' | 'dayRule' | 'refundCaps',
    b: number,
  ): Promise<void> {
    if (known === undefined) return
    const { registry } = this.#world.store
    const fresh = await registry.keyByLookup(known.record.lookup)
    const change = { keyId: known.record.id, revision: fresh?.revision ?? 0 }
    const timezone = ['UTC', 'Pacific/Apia', 'America/Sao_Paulo'][b % 3] ?? 'UTC'
    const dayReset = b % 4 === 0 ? ({ kind: 'anchored' } as const) : ({ kind: 'midnight', timezone } as const)
    const caps = CAPS[b % CAPS.length] ?? {}
    const expiresAt = instant(this.#world.at + HOUR_MS * (b % 30))
    const classBudgets = b % 5 === 0 ? [] : this.#world.refundBudgets(known.record.id, caps)
    const changes = { change: { caps, expiresAt }, dayRule: { dayReset }, refundCaps: { classBudgets } }
    await registry.changeKey(this.#world.actor, { ...change, ...changes[kind] })
  }

  async #revoke(keyId: string): Promise<void> {
    this.#revokeAll(await this.#world.store.registry.revokeKeys(this.#world.actor, { keyId, principalId: null }, null))
  }

  #revokeAll({ keyIds }: { readonly keyIds: readonly string[] }): void {
    for (const each of this.#keys) if (keyIds.includes(each.record.id)) each.over = true
  }

  async #end(kind: 'settle' | 'release' | 'unknown', a: number, b: number): Promise<void> {
    const [callId] = this.#calls.splice(a % Math.max(1, this.#calls.length), kind === 'unknown' ? 0 : 1)
    const close = { at: this.#world.at, callId: callId ?? this.#calls[0] ?? '', facts: '{}' }
    const { ledger } = this.#world.store
    if (kind === 'unknown') await ledger.markUnknown(close)
    else if (kind === 'release')
      await ledger.release({ ...close, proof: 'refused', endsUnknown: true, replayed: false })
    else await ledger.settle({ ...close, actual: usd(b % 9), object: null, givesBack: false, replayed: false })
  }

  async #budget(kind: 'makeBudget' | 'dropBudget' | 'changeBudget', a: number, b: number): Promise<void> {
    const world = this.#world
    const caps = CAPS[b % CAPS.length] ?? {}
    const team = await world.store.registry.budget('team', world.at)
    if (kind === 'makeBudget') {
      if (team === null) await world.named('team', caps)
    } else if (kind === 'dropBudget') {
      const run = await world.store.registry.budget(`run:r${a % 3}`, world.at)
      await world.store.registry.deleteBudget(world.actor, (b % 2 === 0 ? team : run)?.id ?? '')
    } else {
      const dayReset = { kind: 'midnight', timezone: a % 2 === 0 ? 'Asia/Kathmandu' : 'UTC' } as const
      await world.store.registry.changeBudget(world.actor, team?.id ?? '', b % 2 === 0 ? { caps } : { dayReset })
    }
  }
}
