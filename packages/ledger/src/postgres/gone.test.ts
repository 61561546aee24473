/** Who is gone: a store that does not say any more that it is there, not one that could not say so. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { own } from '../../conformance/rig.ts'
import { postgresOrLeftOut } from '../../testing/postgres/index.ts'
import { OwnPostgres } from '../../testing/postgres/own-postgres.ts'
import { assertAgree, openCluster } from './testing/cluster.ts'
import { Relay } from './testing/relay.ts'
import { until } from './testing/until.ts'

/** Longer than a store may be silent. */
const AWAY_MS = 13_000

const postgres = await postgresOrLeftOut('stores that are gone')
if (postgres !== null) suiteOn(postgres instanceof OwnPostgres ? postgres : null)

function suiteOn(postgres: OwnPostgres | null): void {
  const ours = { skip: postgres === null ? 'the given server is not ours to stop' : false }

  test('where the database was away for all of them no store takes another for gone', ours, async () => {
    ok(postgres !== null)
    await using cluster = await openCluster(postgres, 2)
    const [a, b] = cluster.rigs
    ok(a !== undefined && b !== undefined)
    const key = await a.issue()
    const calls = [await a.admit(key, '4'), await b.admit(key, '5')]
    await postgres.kill9()
    await sleep(AWAY_MS)
    await postgres.restart()
    await until(() => a.store.ready().then(() => true), 'the first store goes on')
    await until(() => b.store.ready().then(() => true), 'the second store goes on')
    // Time for each to look at the other.
    await sleep(2_500)
    for (const { callId } of calls) equal((await b.store.audit.call(callId))?.state, 'held')
    for (const { callId } of calls) {
      const end = await a.release(callId, 'refused')
      deepEqual(end.status === 'closed' && end.state, 'released')
    }
    equal(await a.count(own(key)), '0+0')
    await assertAgree([a.store, b.store])
  })

  test('a store that alone was cut off for long is taken for gone, and comes back', ours, async () => {
    ok(postgres !== null)
    const relay = await Relay.start(postgres.url)
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => relay.close())
    const cluster = await openCluster(postgres, 2, [(url) => relay.through(url)])
    cleanUp.defer(() => cluster[Symbol.asyncDispose]())
    const [a, b] = cluster.rigs
    ok(a !== undefined && b !== undefined)
    const key = await a.issue()
    const { callId } = await a.admit(key, '4')
    relay.freeze()
    await until(async () => (await b.store.audit.call(callId))?.state === 'unknown', 'its call is of unknown fate')
    relay.thaw()
    await until(() => a.store.ready().then(() => true), 'it goes on')
    equal((await a.settle(callId, '3')).status, 'closed')
    const { callId: next } = await a.admit(key, '1')
    await sleep(2_500)
    equal((await b.store.audit.call(next))?.state, 'held', 'it is not taken for gone any more')
    equal(await b.count(own(key)), '3+1')
    await assertAgree([a.store, b.store])
  })
}
