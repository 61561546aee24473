import assert from 'node:assert/strict'
import { instant } from '@keybrake/core'
import { ANCHORED, type OpenStore, usd, type World, worldTest } from './registry-world.ts'

async function issuer(world: World, id: string, required: readonly string[] = []) {
  const principal = { id, name: id, role: 'issuer', ceilings: '{"max_ttl":60}', createdAt: world.at } as const
  const own = {
    id: `own-${id}`,
    kind: 'named',
    name: `issuer:${id}`,
    caps: { day: usd(10) },
    anchor: world.at,
    dayReset: ANCHORED,
    run: null,
  } as const
  return world.store.registry.createPrincipal(world.actor, principal, own, required, `mac-${id}`)
}

export function registryPrincipals(open: OpenStore): void {
  worldTest(open, 'what a principal has out there: its live keys and what they may still spend', async (world) => {
    const { registry } = world.store
    const of = () => registry.holdings('i', world.at)
    assert.deepEqual(await of(), { liveKeys: 0, outstanding: 0n, lastIssuedAt: null })
    const key = await world.issued({ principalId: 'i', caps: { total: usd(10) } })
    await world.issued({ principalId: 'i', caps: { total: usd(5) } })
    await world.issued({ principalId: 'j', caps: { total: usd(100) } })
    assert.deepEqual(await of(), { liveKeys: 2, outstanding: usd(15), lastIssuedAt: key.createdAt })
    await world.admit(key, usd(4))
    assert.equal((await of()).outstanding, usd(11))
    await registry.revokeKeys(world.actor, { principalId: null, keyId: key.id }, null)
    assert.deepEqual(await of(), { liveKeys: 1, outstanding: usd(5), lastIssuedAt: key.createdAt })
  })

  worldTest(open, 'a principal is found by its live credential only; rotating ends every former one', async (world) => {
    const { registry } = world.store
    assert.equal((await issuer(world, 'i')).status, 'created')
    assert.equal((await registry.principalByCredential('mac-i'))?.id, 'i')
    assert.equal(await registry.principalByCredential('mac-x'), null)
    assert.deepEqual(await registry.rotateCredential(world.actor, 'i', 'mac-2'), { status: 'rotated' })
    assert.equal(await registry.principalByCredential('mac-i'), null)
    await world.reopen()
    assert.deepEqual(
      await world.store.registry.principalByCredential('mac-2'),
      await world.store.registry.principal('i'),
    )
    assert.equal((await world.store.registry.principal('i'))?.ceilings, '{"max_ttl":60}')
    const text = JSON.stringify(world.takeAdmin())
    assert.match(text, /principal\.created.*principal\.rotated/)
    assert.doesNotMatch(text, /mac-/)
  })

  worldTest(open, 'a credential can be taken up again by its own principal, never by another', async (world) => {
    const { registry } = world.store
    await issuer(world, 'i')
    await issuer(world, 'j')
    await registry.rotateCredential(world.actor, 'i', 'mac-2')
    await registry.rotateCredential(world.actor, 'i', 'mac-i')
    assert.equal((await registry.principalByCredential('mac-i'))?.id, 'i')
    await assert.rejects(registry.rotateCredential(world.actor, 'i', 'mac-j'), /another principal/)
    assert.equal((await registry.principalByCredential('mac-j'))?.id, 'j')
    assert.equal((await registry.principalByCredential('mac-i'))?.id, 'i')
  })

  worldTest(
    open,
    'every key of an issuer draws on its own budget and the required ones, whatever the caller says',
    async (world) => {
      const team = await world.named('team', {})
      assert.deepEqual(await issuer(world, 'x', ['nowhere']), { status: 'unknown_budget', name: 'nowhere' })
      assert.equal(await world.store.registry.principal('x'), null)
      await issuer(world, 'i', ['team'])
      const keys = [await world.issued({ principalId: 'i' }), await world.issued({ principalId: 'i' })] as const
      for (const key of keys) assert.ok(key.budgetIds.includes('own-i') && key.budgetIds.includes(team.id))
      assert.equal((await world.admit(keys[0], usd(6))).status, 'admitted')
      const refused = await world.admit(keys[1], usd(6))
      assert.equal(refused.status === 'refused' && refused.code === 'cap_exhausted' && refused.line.budget, 'issuer:i')
    },
  )

  worldTest(open, 'an issuer’s own budget can’t be drawn on by name', async (world) => {
    await issuer(world, 'i')
    assert.equal((await world.issue({ named: ['issuer:i'] })).status, 'unknown_budget')
  })

  worldTest(open, 'deleting a principal ends its credentials and its keys in one commit', async (world) => {
    const { registry } = world.store
    await issuer(world, 'i')
    const keys = [await world.issued({ principalId: 'i' }), await world.issued({ principalId: 'i' })]
    const other = await world.issued()
    const expired = await world.issued({ principalId: 'i', lifeMs: 1 })
    world.pass(1)
    const [deleted, late] = await Promise.all([
      registry.deletePrincipal(world.actor, 'i'),
      world.issue({ principalId: 'i' }),
    ])
    assert.deepEqual(deleted.status === 'deleted' && [...deleted.keyIds].sort(), keys.map(({ id }) => id).sort())
    assert.equal(late.status, 'principal_gone')
    for (const { id } of keys) assert.equal(await world.status(id), 'revoked')
    assert.equal(await world.status(other.id), 'active')
    const revival = { keyId: expired.id, expiresAt: other.expiresAt, revision: 1 }
    assert.deepEqual(await registry.changeKey(world.actor, revival), { status: 'revoked' })
    assert.equal(await registry.principalByCredential('mac-i'), null)
    assert.deepEqual(await registry.principals(), [])
    assert.equal((await registry.principal('i'))?.deletedAt, world.at)
    assert.deepEqual(await registry.deletePrincipal(world.actor, 'i'), { status: 'not_found' })
    assert.deepEqual(await registry.rotateCredential(world.actor, 'i', 'mac-3'), { status: 'not_found' })
  })

  worldTest(
    open,
    'the brake of one vendor and of all are two brakes; both survive a restart and are recorded',
    async (world) => {
      const key = await world.issued()
      const put = (vendor: string | null, engaged: boolean) =>
        world.store.registry.setBrake(world.actor, { vendor, engaged, reason: 'drill' })
      const code = async () => {
        const answer = await world.admit(key, usd(1))
        return answer.status === 'refused' ? answer.code : answer.status
      }
      world.takeAdmin()
      await put(null, true)
      assert.equal(await code(), 'brake_engaged')
      await put('stripe', true)
      await put(null, false)
      await world.reopen()
      assert.equal(await code(), 'brake_engaged')
      const states = await world.store.registry.brake()
      assert.deepEqual(
        states.map(({ vendor, engaged }) => [vendor, engaged]).sort(),
        [
          [null, false],
          ['stripe', true],
        ].sort(),
      )
      await put('stripe', false)
      assert.equal(await code(), 'admitted')
      assert.deepEqual(
        world.takeAdmin().map(({ action, subject }) => [action, subject]),
        [
          ['brake.engaged', '*'],
          ['brake.engaged', 'stripe'],
          ['brake.released', '*'],
          ['brake.released', 'stripe'],
        ],
      )
    },
  )

  worldTest(
    open,
    'an ended session stays ended until it would be over anyway, and is then forgotten',
    async (world) => {
      const { registry } = world.store
      assert.equal(await registry.isSessionEnded('s1'), false)
      await registry.endSession('s1', instant(world.at + 1_000), world.at)
      assert.deepEqual([await registry.isSessionEnded('s1'), await registry.isSessionEnded('s2')], [true, false])
      await world.reopen()
      assert.equal(await world.store.registry.isSessionEnded('s1'), true)
      await world.store.registry.endSession('s2', instant(world.at + 2_000), instant(world.at + 999))
      assert.equal(await world.store.registry.isSessionEnded('s1'), true)
      await world.store.registry.setSetting('ended-session', 'a neighbour by name')
      await world.store.registry.endSession('s3', instant(world.at + 3_000), instant(world.at + 1_000))
      const ended = await Promise.all(['s1', 's2', 's3'].map((id) => world.store.registry.isSessionEnded(id)))
      assert.deepEqual(ended, [false, true, true])
      assert.equal(await world.store.registry.setting('ended-session'), 'a neighbour by name')
    },
  )

  worldTest(open, 'a setting keeps its last value', async (world) => {
    assert.equal(await world.store.registry.setting('x'), null)
    await world.store.registry.setSetting('x', '1')
    await world.store.registry.setSetting('x', '2')
    await world.reopen()
    assert.equal(await world.store.registry.setting('x'), '2')
  })
}
