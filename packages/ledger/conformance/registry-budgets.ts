import assert from 'node:assert/strict'
import { DAY_MS, HOUR_MS } from '@keybrake/core'
import { ANCHORED, type OpenStore, usd, worldTest } from './registry-world.ts'

export function registryBudgets(open: OpenStore): void {
  worldTest(
    open,
    'a change that was worked out from another state is not made, and is told what stands',
    async (world) => {
      const { registry } = world.store
      const team = await world.named('team', { day: usd(10) })
      const from = { caps: { day: usd(10) }, dayReset: ANCHORED }
      const [first, second] = await Promise.all([
        registry.changeBudget(world.actor, team.id, { caps: { day: usd(20) }, from }),
        registry.changeBudget(world.actor, team.id, { caps: { day: usd(5) }, from }),
      ])
      assert.equal(first.status, 'changed')
      assert.deepEqual(second.status === 'conflict' && second.budget.caps, { day: usd(20) })
      const dayReset = { kind: 'midnight', timezone: 'Europe/Berlin' } as const
      await registry.changeBudget(world.actor, team.id, { dayReset })
      const late = { caps: {}, from: { caps: { day: usd(20) }, dayReset: ANCHORED } }
      assert.equal((await registry.changeBudget(world.actor, team.id, late)).status, 'conflict')
      assert.deepEqual((await registry.budget(team.id, world.at))?.caps, { day: usd(20) })
      const connection = await registry.connection('stripe')
      const fromRevision = connection?.revision ?? 0
      assert.equal(
        (await registry.changeConnection(world.actor, 'stripe', { document: '{}', fromRevision })).status,
        'changed',
      )
      assert.equal(
        (await registry.changeConnection(world.actor, 'stripe', { document: '[]', fromRevision })).status,
        'conflict',
      )
      assert.equal((await registry.connection('stripe'))?.document, '{}')
    },
  )

  worldTest(
    open,
    'a named budget is read by id and by name, with what it counts and who draws on it',
    async (world) => {
      const made = await world.named('team', { month: usd(100), total: usd(500) })
      const key = await world.issued({ named: ['team'] })
      await world.spend(key, usd(3))
      await world.admit(key, usd(4))
      const read = await world.store.registry.budget('team', world.at)
      assert.deepEqual(await world.store.registry.budget(made.id, world.at), read)
      assert.deepEqual(read?.caps, { month: usd(100), total: usd(500) })
      assert.deepEqual([read?.counters.month.spent, read?.counters.month.held], [usd(3), usd(4)])
      assert.deepEqual([read?.liveKeys, read?.openHolds, read?.kind], [1, 1, 'named'])
    },
  )

  worldTest(open, 'a budget knows the hour in which a call that costs last came to it', async (world) => {
    const { id, anchor } = await world.named('team', { day: usd(10) })
    const lastActivity = async () => (await world.store.registry.budget(id, world.at))?.lastActivityAt
    assert.equal(await lastActivity(), null)
    world.pass(HOUR_MS)
    assert.equal(await lastActivity(), null, 'an hour that passes is no activity')
    world.pass(2.5 * HOUR_MS)
    await world.spend(await world.issued({ named: ['team'] }), usd(1))
    assert.equal(await lastActivity(), anchor + 3 * HOUR_MS)
    world.pass(7 * HOUR_MS)
    await world.reopen()
    assert.equal(await lastActivity(), anchor + 3 * HOUR_MS)
    const { id: fresh, anchor: made } = await world.named('fresh', { day: usd(10) })
    await world.spend(await world.issued({ named: ['fresh'] }), usd(1))
    assert.equal((await world.store.registry.budget(fresh, world.at))?.lastActivityAt, made)
  })

  worldTest(open, 'a name stands for one live budget', async (world) => {
    const { id } = await world.named('team', {})
    const again = {
      id: 'x',
      kind: 'named',
      name: 'team',
      caps: {},
      anchor: world.at,
      dayReset: ANCHORED,
      run: null,
    } as const
    assert.deepEqual(await world.store.registry.createBudget(world.actor, again), { status: 'name_taken' })
    assert.equal((await world.store.registry.budget('team', world.at))?.id, id)
  })

  worldTest(
    open,
    'a budget is not deleted while a live key draws on it, a hold is open on it or an issuer must draw on it',
    async (world) => {
      const { registry } = world.store
      const { id } = await world.named('team', {})
      const remove = async () => (await registry.deleteBudget(world.actor, id)).status
      const principal = { id: 'i', name: 'i', role: 'issuer', ceilings: null, createdAt: world.at } as const
      await registry.createPrincipal(world.actor, principal, null, ['team'], 'mac-i')
      assert.equal(await remove(), 'in_use')
      await registry.deletePrincipal(world.actor, 'i')
      const key = await world.issued({ named: ['team'] })
      assert.equal(await remove(), 'in_use')
      const { callId } = await world.admit(key, usd(1))
      world.pass(HOUR_MS)
      assert.equal(await remove(), 'in_use')
      await world.settle(callId, usd(1))
      assert.equal(await remove(), 'deleted')
      assert.equal(await registry.budget('team', world.at), null)
      assert.deepEqual(await world.issue({ named: ['team'] }), { status: 'unknown_budget', name: 'team' })
    },
  )

  worldTest(open, 'a name used again goes on with the old counters', async (world) => {
    const { registry } = world.store
    const first = await world.named('team', { total: usd(5) })
    const key = await world.issued({ named: ['team'] })
    await world.spend(key, usd(4))
    world.pass(HOUR_MS)
    await registry.deleteBudget(world.actor, first.id)
    await world.reopen()
    const again = await world.named('team', { total: usd(6) })
    assert.equal(again.id, first.id)
    assert.equal(again.anchor, first.anchor)
    assert.equal(again.counters.total.spent, usd(4))
    const next = await world.issued({ named: ['team'] })
    assert.equal((await world.admit(next, usd(3))).status, 'refused')
    assert.equal((await world.admit(next, usd(2))).status, 'admitted')
  })

  worldTest(
    open,
    'a lowered cap stops the next call of every key, a raised one lets it through; what is counted stays',
    async (world) => {
      const { id } = await world.named('team', { day: usd(10) })
      const key = await world.issued({ named: ['team'] })
      await world.spend(key, usd(6))
      const change = (day: number) => world.store.registry.changeBudget(world.actor, id, { caps: { day: usd(day) } })
      world.takeAdmin()
      const lowered = await change(5)
      assert.equal(lowered.status === 'changed' && lowered.budget.counters.day.spent, usd(6))
      assert.equal((await world.admit(key, usd(1))).status, 'refused')
      assert.equal(await world.status(key.id), 'exhausted')
      await change(7)
      assert.equal((await world.admit(key, usd(1))).status, 'admitted')
      assert.deepEqual(
        world.takeAdmin().map(({ action, f }) => [action, (f as { caps_usd: unknown }).caps_usd]),
        [
          ['budget.changed', { day: 5 }],
          ['budget.changed', { day: 7 }],
        ],
      )
    },
  )

  worldTest(open, 'a cap added later counts what its window counted before', async (world) => {
    const { id } = await world.named('team', { total: usd(100) })
    const key = await world.issued({ named: ['team'], lifeMs: 9 * DAY_MS })
    await world.spend(key, usd(6))
    await world.store.registry.changeBudget(world.actor, id, { caps: { day: usd(7) } })
    assert.equal((await world.admit(key, usd(2))).status, 'refused')
    world.pass(DAY_MS)
    assert.equal((await world.admit(key, usd(7))).status, 'admitted')
  })

  worldTest(open, 'changing the day rule of a budget never lowers what its present day counts', async (world) => {
    const { id } = await world.named('team', { day: usd(10) })
    const key = await world.issued({ named: ['team'], lifeMs: 9 * DAY_MS })
    await world.spend(key, usd(9))
    const dayReset = { kind: 'midnight', timezone: 'UTC' } as const
    await world.store.registry.changeBudget(world.actor, id, { dayReset })
    await world.reopen()
    // The first midnight comes 12 hours after the budget was made, within its old day; the next one 36 hours after.
    for (const hours of [13, 12, 10]) {
      world.pass(hours * HOUR_MS)
      assert.equal((await world.admit(key, usd(2))).status, 'refused', `after ${hours} more hours`)
    }
    world.pass(HOUR_MS)
    assert.equal((await world.admit(key, usd(10))).status, 'admitted')
  })

  worldTest(open, 'budgets of keys and connections are not changed or deleted by themselves', async (world) => {
    const key = await world.issued()
    for (const id of [...key.budgetIds, 'no-such-budget']) {
      assert.deepEqual(await world.store.registry.changeBudget(world.actor, id, { caps: {} }), { status: 'not_found' })
      assert.deepEqual(await world.store.registry.deleteBudget(world.actor, id), { status: 'not_found' })
    }
  })

  worldTest(
    open,
    'the list of budgets holds each shared one once, newest first, in pages that stay whole while others arrive',
    async (world) => {
      const names: string[] = ['stripe']
      for (let n = 0; n < 7; n++) names.unshift((await world.named(`b${n}`, {})).name)
      await world.issued({ run: 'r', runCaps: {} })
      names.unshift('run:r')
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await world.store.registry.budgets({ at: world.at, limit: 2, cursor })
        seen.push(...page.data.map(({ name }) => name))
        cursor = page.nextCursor
        await world.named(`late${seen.length}`, {})
      } while (cursor !== null)
      assert.deepEqual(seen, names)
      const runs = await world.store.registry.budgets({ kind: 'run', at: world.at, limit: 9, cursor: null })
      assert.deepEqual(
        runs.data.map(({ name, principalId }) => [name, principalId]),
        [['run:r', 'admin']],
      )
      const others = await world.store.registry.budgets({ principalId: 'i', at: world.at, limit: 9, cursor: null })
      assert.deepEqual(others.data, [])
      world.pass(HOUR_MS + 7 * DAY_MS)
      assert.deepEqual(
        (await world.store.registry.budgets({ kind: 'run', at: world.at, limit: 9, cursor: null })).data,
        [],
      )
    },
  )
}
