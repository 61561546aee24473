/** A cap holds over any number of stores on one database (G1), and all of them come to the same books. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { usd } from '../../conformance/rig.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import type { KeyRecord } from '../index.ts'
import { assertAgree, openCluster } from './testing/cluster.ts'

const postgres = await postgresOrLeftOut('caps over several stores')
if (postgres !== null) suiteOn(postgres)

function suiteOn(postgres: TestPostgres): void {
  for (const stores of [2, 3]) {
    test(`${stores} stores: of 1,200 simultaneous calls of 29.99 USD a cap of 500 USD lets exactly 16 through`, async () => {
      await using cluster = await openCluster(postgres, stores)
      const { rigs } = cluster
      const [first] = rigs
      ok(first !== undefined)
      const key = await first.issue({ caps: { total: usd('500') } })
      const codes = await Promise.all(
        rigs.flatMap((rig) => Array.from({ length: 1200 / stores }, () => rig.code(key, '29.99'))),
      )
      equal(codes.filter((code) => code === 'admitted').length, 16)
      equal(codes.filter((code) => code === 'cap_exhausted').length, 1200 - 16)
      for (const rig of rigs) equal(await rig.count(key.budgetIds[0] ?? ''), '0+479.84')
      await assertAgree(rigs.map(({ store }) => store))
    })
  }

  test('caps of keys, of a run and of a named budget hold at once over three stores, while calls end at what they cost', async () => {
    await using cluster = await openCluster(postgres, 3)
    const { rigs } = cluster
    const [first] = rigs
    ok(first !== undefined)
    await first.store.registry.createBudget(first.actor, first.budget('named', 'team', { total: usd('60') }))
    // Keys could spend 30 × 4 USD, runs 3 × 24 USD, the team may 60.
    const keys: KeyRecord[] = []
    for (let index = 0; index < 30; index++) {
      const run = { label: `run-${index % 3}`, caps: { total: usd('24') } }
      keys.push(
        await (rigs[index % 3] ?? first).issue({ caps: { total: usd('4'), hour: usd('3') }, run, named: ['team'] }),
      )
    }
    const spent = new Map<string, number>()
    const spend = (name: string): void => void spent.set(name, (spent.get(name) ?? 0) + 1)
    const codes = await Promise.all(
      rigs.flatMap((rig) =>
        keys.flatMap((key) =>
          Array.from({ length: 4 }, async () => {
            const command = rig.command(key, '1')
            const result = await rig.ledger.admit(command)
            if (result.status !== 'admitted') return result.status === 'refused' ? result.code : result.status
            for (const name of [key.id, `run:${key.run}`, 'team']) spend(name)
            const { status } = await rig.settle(command.callId, '1')
            equal(status, 'closed')
            return 'admitted'
          }),
        ),
      ),
    )
    deepEqual([...new Set(codes)].sort(), ['admitted', 'cap_exhausted'])
    equal(spent.get('team'), 60)
    for (const [name, count] of spent) ok(count <= (name === 'team' ? 60 : name.startsWith('run:') ? 24 : 3), name)
    for (const rig of rigs) {
      equal(await rig.count('team'), '60+0')
      for (const key of keys) equal(await rig.count(key.budgetIds[0] ?? ''), `${spent.get(key.id) ?? 0}+0`)
    }
    await assertAgree(rigs.map(({ store }) => store))
  })

  test('an end that comes by another store than the call is an end', async () => {
    await using cluster = await openCluster(postgres, 2)
    const [a, b] = cluster.rigs
    ok(a !== undefined && b !== undefined)
    const key = await a.issue({ caps: { total: usd('10') } })
    const [settled, released, lost] = [await a.admit(key, '4'), await a.admit(key, '4'), await a.admit(key, '2')]
    equal(await b.code(key, '1'), 'cap_exhausted')
    equal((await b.settle(settled.callId, '3', { object: 'pi_1' })).status, 'closed')
    equal((await b.release(released.callId, 'not_sent')).status, 'closed')
    equal((await a.lose(lost.callId)).status, 'closed')
    const how = { at: b.at, callId: lost.callId, executed: true, cost: usd('1'), reason: 'seen', principalId: 'admin' }
    equal((await b.ledger.resolve(how)).status, 'closed')
    equal(await a.count(key.budgetIds[0] ?? ''), '4+0')
    equal((await a.settle(settled.callId, '4')).status, 'already_closed')
    // The object is known to the store that did not name it.
    equal((await a.admit(key, '3', a.naming('pi_1', '3'))).reserved, 0n)
    await assertAgree([a.store, b.store])
  })
}
