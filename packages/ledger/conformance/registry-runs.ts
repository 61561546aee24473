import assert from 'node:assert/strict'
import { DAY_MS, HOUR_MS } from '@keybrake/core'
import { type OpenStore, usd, type World, worldTest } from './registry-world.ts'

const WEEK_MS = 7 * DAY_MS
const RUN = { run: 'nightly', runCaps: { total: usd(10) } }
const revokeRun = (world: World, principalId: string | null = null) =>
  world.store.registry.revokeKeys(world.actor, { run: 'nightly', principalId }, 'stop')

async function runOf(world: World) {
  const run = await world.store.registry.budget('run:nightly', world.at)
  if (run === null) throw new Error('no such run')
  return run
}

export function registryRuns(open: OpenStore): void {
  sharing(open)
  closing(open)
  ending(open)
}

function sharing(open: OpenStore): void {
  worldTest(open, '200 keys issued at once for one run share one budget', async (world) => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => world.issue(RUN)))
    const keys = answers.flatMap((answer) => (answer.status === 'issued' ? [answer.key] : []))
    assert.equal(keys.length, 200)
    assert.equal(new Set(keys.map(({ budgetIds }) => budgetIds[1])).size, 1)
    assert.equal((await runOf(world)).liveKeys, 200)
    const calls = await Promise.all(keys.map((key) => world.admit(key, usd(3))))
    assert.equal(calls.filter(({ status }) => status === 'admitted').length, 3)
    assert.equal((await runOf(world)).counters.total.held, usd(9))
  })

  worldTest(
    open,
    'a later key asks for the caps the run was created with, or for none; any other is a mismatch',
    async (world) => {
      await world.issued(RUN)
      const other = await world.issue({ ...RUN, runCaps: { total: usd(11) } })
      assert.equal(other.status, 'run_cap_mismatch')
      assert.deepEqual(other.status === 'run_cap_mismatch' && other.run.caps, { total: usd(10) })
      assert.equal((await world.issue({ ...RUN, runCaps: { total: usd(10), day: usd(1) } })).status, 'run_cap_mismatch')
      assert.equal((await world.issue({ ...RUN, runCaps: {} })).status, 'issued')
      await world.store.registry.changeBudget(world.actor, (await runOf(world)).id, { caps: { total: usd(20) } })
      assert.equal((await world.issue(RUN)).status, 'issued')
      assert.deepEqual((await runOf(world)).caps, { total: usd(20) })
    },
  )

  worldTest(
    open,
    'a run is one principal on one connection: others under its label have runs of their own',
    async (world) => {
      await world.connect('other')
      const keys = [
        await world.issued(RUN),
        await world.issued({ ...RUN, principalId: 'i' }),
        await world.issued({ ...RUN, connection: 'other', runCaps: { total: usd(5) } }),
      ]
      assert.equal(new Set(keys.map(({ budgetIds }) => budgetIds[1])).size, 3)
    },
  )

  worldTest(open, 'a run label without a shared budget is a tag', async (world) => {
    const key = await world.issued({ run: 'nightly' })
    assert.equal(key.run, 'nightly')
    assert.equal(key.budgetIds.length, 2)
    assert.equal(await world.store.registry.budget('run:nightly', world.at), null)
    assert.deepEqual((await revokeRun(world)).keyIds, [key.id])
  })
}

function closing(open: OpenStore): void {
  worldTest(
    open,
    'revoking by run ends its keys and closes it: nothing more is issued under its label, also after a restart',
    async (world) => {
      const key = await world.issued(RUN)
      world.takeAdmin()
      assert.deepEqual((await revokeRun(world)).keyIds, [key.id])
      assert.deepEqual(
        world.takeAdmin().map(({ action }) => action),
        ['budget.closed', 'key.revoked'],
      )
      await world.reopen()
      const again = await world.issue(RUN)
      assert.equal(again.status, 'run_closed')
      assert.equal(again.status === 'run_closed' && again.run.closedAt, world.at)
      assert.deepEqual((await revokeRun(world)).keyIds, [])
    },
  )

  worldTest(open, 'a run whose keys have all expired is closed just the same', async (world) => {
    await world.issued(RUN)
    world.pass(2 * HOUR_MS)
    assert.deepEqual((await revokeRun(world)).keyIds, [])
    assert.equal((await world.issue(RUN)).status, 'run_closed')
  })

  worldTest(
    open,
    'a closed run takes no key that only bears its label either, nor one that asks for no caps',
    async (world) => {
      await world.issued(RUN)
      await revokeRun(world)
      assert.equal((await world.issue({ run: 'nightly' })).status, 'run_closed')
      assert.equal((await world.issue({ run: 'nightly', runCaps: {} })).status, 'run_closed')
    },
  )

  worldTest(
    open,
    'a run whose keys share no budget is closed like any other: after a restart too, for seven days, or until it is deleted',
    async (world) => {
      const key = await world.issued({ run: 'nightly' })
      await world.issued({ run: 'nightly', principalId: 'i', lifeMs: 90 * DAY_MS })
      world.takeAdmin()
      assert.deepEqual((await world.store.registry.reach({ run: 'nightly', principalId: null }, world.at)).runs, [
        'run:nightly',
        'run:nightly',
      ])
      assert.deepEqual((await revokeRun(world, 'admin')).keyIds, [key.id])
      assert.deepEqual(
        world.takeAdmin().map(({ action }) => action),
        ['budget.closed', 'key.revoked'],
      )
      assert.equal((await world.issue({ run: 'nightly', principalId: 'i' })).status, 'issued')
      await world.reopen()
      for (const wanted of [RUN, { run: 'nightly' }]) assert.equal((await world.issue(wanted)).status, 'run_closed')
      world.takeAdmin()
      await revokeRun(world, 'admin')
      assert.deepEqual(world.takeAdmin(), [])
      world.pass(WEEK_MS - 1)
      assert.equal((await world.issue({ run: 'nightly' })).status, 'run_closed')
      world.pass(1)
      await world.issued({ run: 'nightly' })
      await revokeRun(world, 'admin')
      assert.equal((await world.store.registry.deleteBudget(world.actor, (await runOf(world)).id)).status, 'deleted')
      assert.deepEqual((await world.issued(RUN)).budgetIds.length, 3)
    },
  )

  worldTest(
    open,
    'keys that share no budget and outlive the run of their label are of a run of their own',
    async (world) => {
      const first = await world.issued(RUN)
      await world.issued({ run: 'nightly', lifeMs: 90 * DAY_MS })
      world.pass(HOUR_MS + WEEK_MS)
      await revokeRun(world)
      assert.equal((await world.issue(RUN)).status, 'run_closed')
      const former = await world.store.registry.budget(first.budgetIds[1] ?? '', world.at)
      assert.deepEqual([former?.endedAt, former?.closedAt], [world.at, null])
      world.pass(WEEK_MS)
      await revokeRun(world)
      assert.notEqual(
        (await world.issued(RUN)).budgetIds[1],
        first.budgetIds[1],
        'nothing that bore the label is left to close',
      )
    },
  )

  worldTest(open, 'an issuer closes its own run and no other', async (world) => {
    await world.issued(RUN)
    const theirs = await world.issued({ ...RUN, principalId: 'i' })
    assert.deepEqual((await revokeRun(world, 'i')).keyIds, [theirs.id])
    assert.equal((await world.issue(RUN)).status, 'issued')
    assert.equal((await world.issue({ ...RUN, principalId: 'i' })).status, 'run_closed')
  })
}

function ending(open: OpenStore): void {
  worldTest(
    open,
    'seven days after its last key ended the label starts anew, one millisecond earlier it goes on',
    async (world) => {
      const first = await world.issued({ ...RUN, lifeMs: HOUR_MS })
      await world.spend(first, usd(10))
      world.pass(HOUR_MS + WEEK_MS - 1)
      assert.equal((await world.issue({ ...RUN, runCaps: { total: usd(11) } })).status, 'run_cap_mismatch')
      world.pass(1)
      const anew = await world.issued({ ...RUN, runCaps: { total: usd(11) } })
      assert.notEqual(anew.budgetIds[1], first.budgetIds[1])
      assert.equal((await runOf(world)).counters.total.spent, 0n)
      const former = await world.store.registry.budget(first.budgetIds[1] ?? '', world.at)
      assert.equal(former?.endedAt, world.at)
      assert.equal(former?.counters.total.spent, usd(10))
    },
  )

  worldTest(
    open,
    'a revoked key ended when it was revoked, and a closed run opens anew like any other',
    async (world) => {
      const first = await world.issued({ ...RUN, lifeMs: 90 * DAY_MS })
      await revokeRun(world)
      world.pass(WEEK_MS - 1)
      assert.equal((await world.issue(RUN)).status, 'run_closed')
      world.pass(1)
      assert.notEqual((await world.issued(RUN)).budgetIds[1], first.budgetIds[1])
    },
  )

  worldTest(open, 'a later expiry of one of its keys keeps the run', async (world) => {
    const first = await world.issued(RUN)
    const expiresAt = (await world.issued({ lifeMs: 30 * DAY_MS })).expiresAt
    await world.store.registry.changeKey(world.actor, { keyId: first.id, expiresAt, revision: 1 })
    world.pass(HOUR_MS + WEEK_MS)
    assert.equal((await world.issued(RUN)).budgetIds[1], first.budgetIds[1])
  })

  worldTest(open, 'an open hold keeps the run', async (world) => {
    const first = await world.issued(RUN)
    const { callId } = await world.admit(first, usd(1))
    await world.store.ledger.markUnknown({ at: world.at, callId, facts: '{}' })
    world.pass(HOUR_MS + WEEK_MS)
    assert.equal((await world.issued(RUN)).budgetIds[1], first.budgetIds[1])
  })

  worldTest(
    open,
    'a deleted run starts anew; it is not deleted while a live key draws on it or a hold is open',
    async (world) => {
      const { registry } = world.store
      const first = await world.issued(RUN)
      const { id } = await runOf(world)
      assert.equal((await registry.deleteBudget(world.actor, id)).status, 'in_use')
      const { callId } = await world.admit(first, usd(1))
      await revokeRun(world)
      assert.equal((await registry.deleteBudget(world.actor, id)).status, 'in_use')
      await world.settle(callId, usd(1))
      assert.equal((await registry.deleteBudget(world.actor, id)).status, 'deleted')
      assert.equal((await registry.deleteBudget(world.actor, id)).status, 'not_found')
      assert.equal(await registry.budget(id, world.at), null)
      const anew = await world.issued({ ...RUN, runCaps: { total: usd(1) } })
      assert.notEqual(anew.budgetIds[1], id)
    },
  )
}
