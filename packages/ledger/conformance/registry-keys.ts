import assert from 'node:assert/strict'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '@keybrake/core'
import { type OpenStore, START, usd, worldTest } from './registry-world.ts'

export function registryKeys(open: OpenStore): void {
  issuing(open)
  issuingTwice(open)
  ceilings(open)
  changing(open)
}

function issuing(open: OpenStore): void {
  worldTest(
    open,
    'an issued key is read back by id and by lookup, with its budgets, before and after a restart',
    async (world) => {
      await world.named('team', { month: usd(100) })
      const key = await world.issued({
        label: 'agent',
        caps: { day: usd(5) },
        named: ['team'],
        change: { maxCalls: 3, rateLimit: { calls: 6, perMs: 1000 }, document: '{"a":1}' },
      })
      const stripe = await world.store.registry.connection('stripe')
      const team = await world.store.registry.budget('team', world.at)
      assert.deepEqual(key.budgetIds.slice(1), [team?.id, stripe?.budgetId])
      for (const _ of ['before', 'after']) {
        assert.deepEqual(await world.store.registry.keyByLookup(key.lookup), key)
        const read = await world.store.registry.key(key.id, world.at)
        assert.deepEqual(read?.key, key)
        assert.equal(read?.status, 'active')
        assert.deepEqual(
          read?.lines.map(({ budget, window, cap }) => [budget, window, cap]),
          [
            [`key:${key.id}`, 'day', usd(5)],
            ['team', 'month', usd(100)],
            ['stripe', 'total', null],
            [`key:${key.id}`, 'calls', usd(3)],
          ],
        )
        await world.reopen()
      }
      assert.equal(await world.store.registry.keyByLookup('no-such-lookup'), null)
      assert.equal(await world.store.registry.key('no-such-key', world.at), null)
    },
  )

  worldTest(open, 'a key that may not be issued leaves nothing behind', async (world) => {
    const principal = { id: 'gone', name: 'gone', role: 'issuer', ceilings: null, createdAt: world.at } as const
    await world.store.registry.createPrincipal(world.actor, principal, null, [], 'mac-gone')
    await world.store.registry.deletePrincipal(world.actor, 'gone')
    await world.connect('old')
    await world.store.registry.deleteConnection(world.actor, 'old')
    world.takeAdmin()
    const tries = [
      [{ named: ['nowhere'] }, { status: 'unknown_budget', name: 'nowhere' }],
      [{ requireCap: true }, { status: 'cap_required' }],
      [{ connection: 'old' }, { status: 'connection_gone' }],
      [{ connection: 'never' }, { status: 'connection_gone' }],
      [{ principalId: 'gone' }, { status: 'principal_gone' }],
      [
        { run: 'r', runCaps: { total: usd(1) }, named: ['nowhere'] },
        { status: 'unknown_budget', name: 'nowhere' },
      ],
    ] as const
    for (const [wanted, answer] of tries) assert.deepEqual(await world.issue(wanted), answer)
    const page = await world.store.registry.keys({ at: world.at, limit: 10, cursor: null })
    assert.deepEqual(page, { data: [], nextCursor: null })
    assert.equal(await world.store.registry.budget('run:r', world.at), null)
    assert.deepEqual(world.takeAdmin(), [])
  })

  worldTest(open, 'a shared budget with a cap is cap enough, one without is not', async (world) => {
    await world.named('capped', { total: usd(1) })
    await world.named('open', {})
    assert.equal((await world.issue({ named: ['capped'], requireCap: true })).status, 'issued')
    assert.equal((await world.issue({ named: ['open'], requireCap: true })).status, 'cap_required')
    assert.equal((await world.issue({ run: 'r', runCaps: { day: usd(1) }, requireCap: true })).status, 'issued')
  })

  worldTest(
    open,
    'issuing is recorded with its facts, never with the bearer or what it is checked by',
    async (world) => {
      world.takeAdmin()
      const key = await world.issued({ label: 'agent', caps: { total: usd(2) } })
      const entries = world.takeAdmin()
      assert.deepEqual(
        entries.map(({ action, subject, principal }) => [action, subject, principal]),
        [['key.issued', key.id, 'admin']],
      )
      const text = JSON.stringify(entries)
      assert.match(text, /"label":"agent".*"caps_usd":\{"total":2\}.*"client_address":"127\.0\.0\.1"/)
      assert.doesNotMatch(text, new RegExp(`${key.mac}|${key.lookup}|sealed`))
    },
  )
}

function issuingTwice(open: OpenStore): void {
  const idempotency = { key: 'once', bodyHash: 'body-1' }

  worldTest(
    open,
    'the same name and body give the same key, whatever became of it, for 24 hours and after a restart',
    async (world) => {
      const key = await world.issued({ run: 'r', runCaps: { total: usd(1) }, idempotency })
      await world.store.registry.revokeKeys(world.actor, { run: 'r', principalId: null }, 'stop')
      await world.reopen()
      world.pass(DAY_MS - 1)
      const again = await world.issue({ run: 'r', runCaps: { total: usd(9) }, idempotency })
      assert.equal(again.status, 'replayed')
      assert.equal(again.status === 'replayed' && again.key.id, key.id)
      assert.equal(again.status === 'replayed' && again.key.revokedAt, START)
      world.pass(1)
      assert.equal((await world.issue({ idempotency })).status, 'issued')
    },
  )

  worldTest(
    open,
    'the same name with another body is a mismatch; another principal has names of its own',
    async (world) => {
      await world.issued({ idempotency })
      assert.deepEqual(await world.issue({ idempotency: { ...idempotency, bodyHash: 'body-2' } }), {
        status: 'idempotency_mismatch',
      })
      assert.equal((await world.issue({ idempotency, principalId: 'other' })).status, 'issued')
    },
  )

  worldTest(open, 'a hundred simultaneous requests under one name make one key', async (world) => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => world.issue({ idempotency })))
    assert.equal(answers.filter(({ status }) => status === 'issued').length, 1)
    assert.equal(new Set(answers.map((answer) => ('key' in answer ? answer.key.id : answer.status))).size, 1)
  })

  worldTest(open, 'a refused request does not use up its name', async (world) => {
    assert.equal((await world.issue({ idempotency, named: ['later'] })).status, 'unknown_budget')
    await world.named('later', {})
    assert.equal((await world.issue({ idempotency, named: ['later'] })).status, 'issued')
  })
}

function ceilings(open: OpenStore): void {
  worldTest(open, 'an issuer makes as many keys in a minute as its ceiling says, not one more', async (world) => {
    const limits = { maxOutstanding: null, keysPerMinute: 3 }
    const burst = await Promise.all(Array.from({ length: 5 }, () => world.issue({ principalId: 'i', limits })))
    assert.equal(burst.filter(({ status }) => status === 'issued').length, 3)
    assert.equal((await world.issue({ principalId: 'other', limits })).status, 'issued')
    world.pass(MINUTE_MS - 1)
    assert.deepEqual(await world.issue({ principalId: 'i', limits }), {
      status: 'ceiling_exceeded',
      ceiling: 'keys_per_minute',
    })
    world.pass(1)
    assert.equal((await world.issue({ principalId: 'i', limits })).status, 'issued')
  })

  worldTest(
    open,
    'outstanding money is what live keys may still spend: equal to the ceiling passes, revoked and spent money is free',
    async (world) => {
      const limits = { maxOutstanding: usd(10), keysPerMinute: null }
      const issue = (caps: { total?: ReturnType<typeof usd> }) => world.issue({ principalId: 'i', limits, caps })
      const first = await world.issued({ principalId: 'i', limits, caps: { total: usd(6) } })
      assert.equal((await issue({ total: usd(5) })).status, 'ceiling_exceeded')
      assert.equal((await issue({ total: usd(4) })).status, 'issued')
      assert.equal((await issue({ total: usd(1) })).status, 'ceiling_exceeded')
      await world.spend(first, usd(2))
      assert.equal((await issue({ total: usd(2) })).status, 'issued')
      await world.store.registry.revokeKeys(world.actor, { keyId: first.id, principalId: null }, null)
      assert.equal((await issue({ total: usd(4) })).status, 'issued')
      assert.equal((await issue({})).status, 'ceiling_exceeded')
    },
  )

  worldTest(
    open,
    'outstanding money counts a run once, and a window as often as it comes round before the key expires',
    async (world) => {
      const limits = { maxOutstanding: usd(10), keysPerMinute: null }
      const run = { principalId: 'i', run: 'r', runCaps: { total: usd(6) }, limits }
      for (const _ of ['first', 'second', 'third']) assert.equal((await world.issue(run)).status, 'issued')
      const daily = { principalId: 'i', caps: { day: usd(2) }, limits }
      assert.equal((await world.issue({ ...daily, lifeMs: 2 * DAY_MS + 1 })).status, 'ceiling_exceeded')
      assert.equal((await world.issue({ ...daily, lifeMs: 2 * DAY_MS })).status, 'issued')
    },
  )
}

function changing(open: OpenStore): void {
  worldTest(open, 'a changed cap is in force for the next call, and what was counted stays counted', async (world) => {
    const key = await world.issued({ caps: { total: usd(10) } })
    await world.spend(key, usd(4))
    const change = { keyId: key.id, caps: { total: usd(5) }, revision: key.revision }
    const changed = await world.store.registry.changeKey(world.actor, change)
    assert.equal(changed.status, 'changed')
    assert.equal((await world.admit(key, usd(1))).status, 'stale')
    const fresh = changed.status === 'changed' ? changed.key : key
    const refused = await world.admit(fresh, usd(2))
    assert.equal(refused.status === 'refused' && refused.code, 'cap_exhausted')
    assert.equal((await world.admit(fresh, usd(1))).status, 'admitted')
    assert.equal(await world.status(key.id), 'exhausted')
  })

  worldTest(open, 'every member of a change is kept, and each change is recorded', async (world) => {
    const key = await world.issued({ caps: { total: usd(10) } })
    world.takeAdmin()
    const members = {
      label: 'new',
      expiresAt: instant(key.expiresAt + HOUR_MS),
      maxPerCall: usd(3),
      maxCalls: 7,
      maxConcurrentCalls: 2,
      rateLimit: { calls: 5, perMs: 1000 },
      document: '{"b":2}',
    }
    const answer = await world.store.registry.changeKey(world.actor, { keyId: key.id, revision: 1, ...members })
    await world.reopen()
    assert.deepEqual(await world.store.registry.keyByLookup(key.lookup), { ...key, ...members, revision: 2 })
    assert.deepEqual(answer.status === 'changed' && answer.key, { ...key, ...members, revision: 2 })
    assert.deepEqual(
      world.takeAdmin().map(({ action, subject }) => [action, subject]),
      [['key.changed', key.id]],
    )
  })

  worldTest(
    open,
    'a change worked out from an older state is a conflict; a revoked key is not changed, an expired one can come back',
    async (world) => {
      const { registry } = world.store
      const key = await world.issued()
      world.pass(HOUR_MS)
      assert.equal(await world.status(key.id), 'expired')
      const later = { keyId: key.id, expiresAt: instant(world.at + HOUR_MS), revision: 1 }
      assert.equal((await registry.changeKey(world.actor, later)).status, 'changed')
      assert.equal(await world.status(key.id), 'active')
      assert.equal((await registry.changeKey(world.actor, later)).status, 'conflict')
      await registry.revokeKeys(world.actor, { keyId: key.id, principalId: null }, null)
      assert.equal((await registry.changeKey(world.actor, { ...later, revision: 3 })).status, 'revoked')
      assert.equal((await registry.changeKey(world.actor, { ...later, keyId: 'none' })).status, 'not_found')
    },
  )

  worldTest(open, 'changing the day rule never lowers what the present day counts', async (world) => {
    const key = await world.issued({ caps: { day: usd(10) }, lifeMs: 9 * DAY_MS })
    await world.spend(key, usd(9))
    const timezone = 'UTC'
    const change = { keyId: key.id, dayReset: { kind: 'midnight', timezone }, revision: 1 } as const
    const answer = await world.store.registry.changeKey(world.actor, change)
    const fresh = answer.status === 'changed' ? answer.key : key
    // Midnight comes 12 hours after the issue: the old day still counts, and goes on to the first midnight after its end.
    for (const hours of [13, 10, 12]) {
      world.pass(hours * HOUR_MS)
      const refused = await world.admit(fresh, usd(2))
      assert.equal(refused.status === 'refused' && refused.code, 'cap_exhausted', `after ${hours} more hours`)
    }
    world.pass(HOUR_MS)
    assert.equal((await world.admit(fresh, usd(10))).status, 'admitted')
  })
}
