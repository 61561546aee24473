import assert from 'node:assert/strict'
import { HOUR_MS } from '@keybrake/core'
import type { KeyFilter } from '../src/index.ts'
import { type OpenStore, usd, type World, worldTest } from './registry-world.ts'

type Filter = Omit<KeyFilter, 'at' | 'limit' | 'cursor'>

/** Every page, put together; each but the last may hold at most `limit`. */
async function list(world: World, filter: Filter, limit = 1000): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page = await world.store.registry.keys({ ...filter, at: world.at, limit, cursor })
    assert.ok(page.data.length <= limit)
    ids.push(...page.data.map(({ key }) => key.id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

export function registryLists(open: OpenStore): void {
  worldTest(
    open,
    'each filter, and each two of them, give exactly the keys that match, newest first',
    async (world) => {
      const made = await population(world)
      const filters: [Filter, (key: Made) => boolean][] = [
        [{}, () => true],
        [{ vendor: 'stripe' }, ({ connection }) => connection !== 'twilio'],
        [{ vendor: 'twilio' }, ({ connection }) => connection === 'twilio'],
        [{ vendor: 'none' }, () => false],
        [{ connection: 'stripe-eu' }, ({ connection }) => connection === 'stripe-eu'],
        [{ label: 'a' }, ({ label }) => label === 'a'],
        [{ run: 'r' }, ({ run }) => run],
        [{ budget: 'team' }, ({ team }) => team],
        [{ budget: 'run:r' }, ({ run }) => run],
        [{ budget: 'stripe-eu' }, ({ connection }) => connection === 'stripe-eu'],
        [{ principalId: 'i' }, ({ principalId }) => principalId === 'i'],
        ...(['active', 'expired', 'revoked', 'exhausted'] as const).map((status): [Filter, (key: Made) => boolean] => [
          { status },
          (key) => key.status === status,
        ]),
      ]
      for (const [a, isA] of filters) {
        for (const [b, isB] of filters) {
          const expected = made.filter((key) => isB(key) && (Object.keys(a)[0] === Object.keys(b)[0] || isA(key)))
          const ids = expected.map(({ id }) => id).reverse()
          assert.deepEqual(await list(world, { ...a, ...b }, 7), ids, JSON.stringify({ ...a, ...b }))
        }
      }
      const own = made[3]?.id ?? ''
      assert.deepEqual(await list(world, { budget: `key:${own}` }), [own])
    },
  )

  worldTest(open, 'a name that means several runs lists the keys of each once, newest first', async (world) => {
    const run = { run: 'r', runCaps: {} }
    const ids: string[] = []
    for (let n = 0; n < 9; n++) ids.unshift((await world.issued({ ...run, principalId: `p${n % 3}` })).id)
    assert.deepEqual(await list(world, { budget: 'run:r' }, 2), ids)
  })

  worldTest(open, 'a name means the budget that was named so rather than a connection’s', async (world) => {
    const [first, second] = [await world.issued(), await world.issued()]
    const ids = [second.id, first.id]
    assert.deepEqual(await list(world, { budget: 'stripe' }), ids)
    const { id } = await world.named('stripe', {})
    assert.deepEqual(await list(world, { budget: 'stripe' }), [])
    const drawing = await world.issued({ named: ['stripe'] })
    assert.deepEqual(await list(world, { budget: 'stripe' }), [drawing.id])
    const selector = { principalId: null, budget: 'stripe' }
    assert.deepEqual((await world.store.registry.revokeKeys(world.actor, selector, null)).keyIds, [drawing.id])
    await world.store.registry.deleteBudget(world.actor, id)
    assert.deepEqual(await list(world, { budget: 'stripe' }), [drawing.id, ...ids])
  })

  worldTest(open, 'paging shows every key once while new ones are issued and old ones are revoked', async (world) => {
    const ids: string[] = []
    for (let n = 0; n < 25; n++) ids.unshift((await world.issued()).id)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await world.store.registry.keys({ at: world.at, limit: 4, cursor })
      seen.push(...page.data.map(({ key }) => key.id))
      cursor = page.nextCursor
      const late = await world.issued()
      await world.store.registry.revokeKeys(world.actor, { keyId: late.id, principalId: null }, null)
      await world.store.registry.revokeKeys(world.actor, { keyId: ids[20] ?? '', principalId: null }, null)
    } while (cursor !== null)
    assert.deepEqual(seen, ids)
  })

  worldTest(open, 'a cursor that no list gives is a fault', async (world) => {
    const { registry } = world.store
    for (const cursor of ['', 'x', '-1', '1e9', '9'.repeat(40)]) {
      await assert.rejects(registry.keys({ at: world.at, limit: 5, cursor }), RangeError)
      await assert.rejects(registry.budgets({ at: world.at, limit: 5, cursor }), RangeError)
    }
  })

  worldTest(
    open,
    'a full cap, or the last call of a bounded number, makes a key exhausted; observing keys ignore their own',
    async (world) => {
      const full = await world.issued({ caps: { hour: usd(1) }, lifeMs: 3 * HOUR_MS })
      const counted = await world.issued({ change: { maxCalls: 1 } })
      const observing = await world.issued({ caps: { total: usd(1) }, change: { observe: true } })
      for (const key of [full, counted, observing]) await world.spend(key, usd(1))
      assert.deepEqual(await list(world, { status: 'exhausted' }), [counted.id, full.id])
      assert.deepEqual(await list(world, { status: 'active' }), [observing.id])
      world.pass(HOUR_MS)
      assert.deepEqual(await list(world, { status: 'active' }), [full.id])
    },
  )
}

interface Made {
  readonly id: string
  readonly connection: string
  readonly label: string | null
  readonly run: boolean
  readonly team: boolean
  readonly principalId: string
  readonly status: string
}

const STATUSES = ['active', 'expired', 'revoked', 'exhausted'] as const

/** Every mixture of connection, label, run, budget, principal and status, oldest first. */
async function population(world: World): Promise<readonly Made[]> {
  await world.connect('stripe-eu')
  await world.connect('twilio', 'twilio')
  await world.named('team', {})
  const made: Made[] = []
  for (let n = 0; n < 96; n++) {
    const connection = ['stripe', 'stripe-eu', 'twilio'][n % 3] ?? ''
    const label = n % 2 === 0 ? 'a' : null
    const [run, team, principalId] = [n % 8 >= 4, n % 16 >= 8, n % 5 === 0 ? 'i' : 'admin']
    const status = STATUSES[Math.floor(n / 3) % 4] ?? 'active'
    const key = await world.issued({
      connection,
      principalId,
      ...(label === null ? {} : { label }),
      ...(run ? { run: 'r', runCaps: {} } : {}),
      change: { label },
      named: team ? ['team'] : [],
      caps: { total: status === 'exhausted' ? usd(0) : usd(1) },
      lifeMs: status === 'expired' ? HOUR_MS : 2 * HOUR_MS,
    })
    if (status === 'revoked') {
      await world.store.registry.revokeKeys(world.actor, { keyId: key.id, principalId: null }, 'test')
    }
    made.push({ id: key.id, connection, label, run, team, principalId, status })
  }
  world.pass(HOUR_MS)
  return made
}
