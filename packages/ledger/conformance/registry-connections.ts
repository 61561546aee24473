import assert from 'node:assert/strict'
import { HOUR_MS, instant } from '@keybrake/core'
import { type OpenStore, usd, worldTest } from './registry-world.ts'

export function registryConnections(open: OpenStore): void {
  worldTest(
    open,
    'a connection is kept as it was given, with a revision that rises; its secret is in no entry',
    async (world) => {
      const { registry } = world.store
      const made = await registry.connection('stripe')
      assert.deepEqual([made?.revision, made?.vendor, made?.sandbox, made?.document], [1, 'stripe', false, '{}'])
      assert.deepEqual(made?.secret, new TextEncoder().encode('sealed:stripe'))
      assert.deepEqual(await world.connect('stripe'), { status: 'name_taken' })
      const secret = new TextEncoder().encode('sealed:new')
      const changed = await registry.changeConnection(world.actor, 'stripe', {
        secret,
        secretRef: 'r2',
        document: '{"u":1}',
      })
      await world.reopen()
      const read = await world.store.registry.connection('stripe')
      assert.deepEqual(changed.status === 'changed' && changed.connection, read)
      assert.deepEqual(read, { ...made, secret, secretRef: 'r2', document: '{"u":1}', revision: 2 })
      const entries = JSON.stringify(world.takeAdmin())
      assert.match(entries, /"secret":"replaced"/)
      assert.doesNotMatch(entries, /sealed|r2|ref:/)
    },
  )

  worldTest(open, 'a call judged under a former revision is not admitted', async (world) => {
    const key = await world.issued()
    await world.store.registry.changeConnection(world.actor, 'stripe', { document: '{"u":2}' })
    assert.equal((await world.admit(key, usd(1), 1)).status, 'stale')
    assert.equal((await world.admit(key, usd(1), 2)).status, 'admitted')
  })

  worldTest(open, 'caps of a connection bind all its keys, also ones issued before', async (world) => {
    const keys = [await world.issued(), await world.issued()] as const
    await world.store.registry.changeConnection(world.actor, 'stripe', { caps: { total: usd(5) } })
    assert.equal((await world.admit(keys[0], usd(3), 2)).status, 'admitted')
    const refused = await world.admit(keys[1], usd(3), 2)
    assert.equal(refused.status === 'refused' && refused.code === 'cap_exhausted' && refused.line.kind, 'connection')
  })

  worldTest(
    open,
    'deleting waits for open holds, then revokes every key, erases the secret and frees the name',
    async (world) => {
      const { registry } = world.store
      const live = await world.issued()
      const expired = await world.issued({ lifeMs: 1 })
      world.pass(1)
      const { callId } = await world.admit(live, usd(1))
      await world.store.ledger.markUnknown({ at: world.at, callId, facts: '{}' })
      assert.deepEqual(await registry.deleteConnection(world.actor, 'stripe'), { status: 'in_use' })
      assert.equal(await world.status(live.id), 'active')
      const end = { at: world.at, callId, executed: true, cost: usd(1), reason: 'seen', principalId: 'admin' }
      await world.store.ledger.resolve(end)
      assert.deepEqual(await registry.deleteConnection(world.actor, 'stripe'), { status: 'deleted' })
      assert.deepEqual(await registry.deleteConnection(world.actor, 'stripe'), { status: 'not_found' })
      assert.deepEqual([await world.status(live.id), await world.status(expired.id)], ['revoked', 'expired'])
      const gone = await registry.connection('stripe')
      assert.deepEqual([gone?.secret, gone?.deletedAt], [null, world.at])
      assert.deepEqual(await registry.connections(), [])
      assert.deepEqual(await registry.changeConnection(world.actor, 'stripe', {}), { status: 'not_found' })
    },
  )

  worldTest(
    open,
    'a key that expired before its connection was deleted or made anew never comes back',
    async (world) => {
      const { registry } = world.store
      const key = await world.issued({ lifeMs: 1 })
      world.pass(1)
      const later = { keyId: key.id, expiresAt: instant(world.at + HOUR_MS), revision: 1 }
      await registry.deleteConnection(world.actor, 'stripe')
      assert.deepEqual(await registry.changeKey(world.actor, later), { status: 'revoked' })
      await world.connect('stripe')
      assert.deepEqual(await registry.changeKey(world.actor, later), { status: 'revoked' })
      assert.equal(await world.status(key.id), 'expired')
    },
  )

  worldTest(open, 'a name brought back goes on with its old budget, and no former key opens it', async (world) => {
    const key = await world.issued()
    await world.spend(key, usd(4))
    const former = await world.store.registry.connection('stripe')
    await world.store.registry.deleteConnection(world.actor, 'stripe')
    const again = await world.connect('stripe', 'stripe', { total: usd(5) })
    const made = again.status === 'created' ? again.connection : null
    assert.equal(made?.budgetId, former?.budgetId)
    assert.equal(made?.revision, 3)
    const budget = await world.store.registry.budget(made?.budgetId ?? '', world.at)
    assert.deepEqual([budget?.caps, budget?.counters.total.spent], [{ total: usd(5) }, usd(4)])
    const refused = await world.admit({ ...key, revision: 2 }, usd(1), 3)
    assert.equal(refused.status === 'refused' && refused.code, 'key_revoked')
    world.pass(HOUR_MS)
    const next = await world.issued()
    assert.equal((await world.admit(next, usd(2), 3)).status, 'refused')
  })
}
