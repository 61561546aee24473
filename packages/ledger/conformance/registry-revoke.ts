import assert from 'node:assert/strict'
import { HOUR_MS } from '@keybrake/core'
import type { KeyRecord, KeySelector } from '../src/index.ts'
import { type OpenStore, usd, type World, worldTest } from './registry-world.ts'

export function registryRevoke(open: OpenStore): void {
  worldTest(
    open,
    'each selector revokes exactly the live keys that match, of one principal where it says so',
    async (world) => {
      await world.connect('stripe-eu')
      await world.connect('twilio', 'twilio')
      let n = 0
      for (const [selectorOf, expected] of SELECTORS) {
        for (const principalId of [null, 'i']) {
          const keys = await population(world, `${++n}.`)
          const selector = { ...selectorOf(`${n}.`), principalId }
          const theirs = expected.flatMap((index) => keys[index] ?? []).filter((key) => isOf(key, principalId))
          const reached = await world.store.registry.reach(selector, world.at)
          assert.deepEqual([...reached.keyIds].sort(), theirs.map(({ id }) => id).sort(), JSON.stringify(selector))
          const { keyIds } = await world.store.registry.revokeKeys(world.actor, selector, 'why')
          assert.deepEqual([...keyIds].sort(), theirs.map(({ id }) => id).sort(), JSON.stringify(selector))
          for (const key of keys) {
            const read = await world.store.registry.key(key.id, world.at)
            const isRevoked = keyIds.includes(key.id)
            assert.equal(read?.status, isRevoked ? 'revoked' : 'active')
            assert.equal(read?.key.revokeReason, isRevoked ? 'why' : null)
            await world.store.registry.revokeKeys(world.actor, { keyId: key.id, principalId: null }, 'next round')
          }
        }
      }
    },
  )

  worldTest(
    open,
    'revoking again changes nothing and keeps the first reason; an expired key named by its id is revoked for good',
    async (world) => {
      const { registry } = world.store
      const key = await world.issued({ label: 'agent' })
      const one = { keyId: key.id, principalId: null }
      world.pass(HOUR_MS)
      assert.deepEqual(
        (await registry.revokeKeys(world.actor, { label: 'agent', principalId: null }, 'all')).keyIds,
        [],
      )
      world.takeAdmin()
      assert.deepEqual((await registry.revokeKeys(world.actor, one, 'first')).keyIds, [key.id])
      assert.deepEqual((await registry.revokeKeys(world.actor, one, 'second')).keyIds, [])
      assert.deepEqual(
        world.takeAdmin().map(({ action, subject, f }) => [action, subject, (f as { reason: string }).reason]),
        [['key.revoked', key.id, 'first']],
      )
      const read = await registry.key(key.id, world.at)
      assert.deepEqual([read?.status, read?.key.revokeReason, read?.key.revokedAt], ['revoked', 'first', world.at])
    },
  )

  worldTest(open, 'a key ends by each budget of its own that a refusal may name', async (world) => {
    const key = await world.issued({ caps: { total: usd(9) }, refundCaps: { day: usd(2) } })
    const selector = { budget: `key:${key.id}:refund`, principalId: null }
    assert.deepEqual((await world.store.registry.reach(selector, world.at)).keyIds, [key.id])
    assert.deepEqual((await world.store.registry.revokeKeys(world.actor, selector, null)).keyIds, [key.id])
    assert.equal(await world.status(key.id), 'revoked')
  })

  worldTest(
    open,
    'what a revocation would reach is told with the money it holds, and changes nothing',
    async (world) => {
      const { registry, ledger } = world.store
      const keys = [
        await world.issued({ run: 'r', runCaps: { total: usd(9) } }),
        await world.issued({ run: 'r', runCaps: { total: usd(9) } }),
      ] as const
      const first = await world.admit(keys[0], usd(3))
      const second = await world.admit(keys[1], usd(4))
      await ledger.markUnknown({ at: world.at, callId: second.callId, facts: '{}' })
      await world.issued({ label: 'other' })
      world.takeAdmin()
      const reached = await registry.reach({ run: 'r', principalId: null }, world.at)
      assert.deepEqual([...reached.keyIds].sort(), keys.map(({ id }) => id).sort())
      const { callsUnderWay, openHolds, held, runs } = reached
      assert.deepEqual(
        { callsUnderWay, openHolds, held, runs },
        { callsUnderWay: 1, openHolds: 2, held: usd(7), runs: ['run:r'] },
      )
      assert.deepEqual(world.takeAdmin(), [])
      assert.equal(await world.status(keys[0].id), 'active')
      await registry.revokeKeys(world.actor, { keyId: keys[0].id, principalId: null }, null)
      const rest = await registry.reach({ run: 'r', principalId: null }, world.at)
      assert.deepEqual([rest.keyIds, rest.held], [[keys[1].id], usd(4)])
      assert.deepEqual((await registry.reach({ run: 'r', principalId: 'nobody' }, world.at)).runs, [])
      assert.equal(first.status, 'admitted')
    },
  )

  worldTest(open, 'a call in flight when its key is revoked still settles', async (world) => {
    const key = await world.issued({ caps: { total: usd(5) } })
    const { callId } = await world.admit(key, usd(3))
    await world.store.registry.revokeKeys(world.actor, { keyId: key.id, principalId: null }, null)
    await world.settle(callId, usd(2))
    const read = await world.store.registry.key(key.id, world.at)
    assert.deepEqual([read?.lines[0]?.spent, read?.lines[0]?.held], [usd(2), 0n])
    assert.deepEqual(await world.store.ledger.verify(), [])
  })
}

const isOf = (key: KeyRecord, principalId: string | null): boolean =>
  principalId === null || key.principalId === principalId

/** Selectors, and which keys of a population they mean. Names carry the population's prefix. */
const SELECTORS: readonly [(prefix: string) => Omit<KeySelector, 'principalId'>, readonly number[]][] = [
  [() => ({ keyId: 'no-such-key' }), []],
  [(prefix) => ({ label: `${prefix}agent` }), [0, 1]],
  [(prefix) => ({ labelPrefix: `${prefix}agent` }), [0, 1, 2]],
  [(prefix) => ({ labelPrefix: `${prefix}agent/` }), [2]],
  [(prefix) => ({ labelPrefix: `${prefix}agenu` }), []],
  [(prefix) => ({ run: `${prefix}r` }), [3]],
  [(prefix) => ({ budget: `${prefix}team` }), [4]],
  [(prefix) => ({ budget: `run:${prefix}r` }), [3]],
  [() => ({ vendor: 'twilio' }), [5]],
  [() => ({ vendor: 'stripe' }), [0, 1, 2, 3, 4, 6]],
  [() => ({ connection: 'stripe-eu' }), [6]],
]

async function population(world: World, prefix: string): Promise<readonly KeyRecord[]> {
  await world.named(`${prefix}team`, {})
  return [
    await world.issued({ label: `${prefix}agent` }),
    await world.issued({ label: `${prefix}agent`, principalId: 'i' }),
    await world.issued({ label: `${prefix}agent/2` }),
    await world.issued({ run: `${prefix}r`, runCaps: {}, principalId: 'i' }),
    await world.issued({ label: `${prefix}b`, named: [`${prefix}team`] }),
    await world.issued({ connection: 'twilio' }),
    await world.issued({ connection: 'stripe-eu', label: `${prefix}Agent` }),
  ]
}
