/** Who is gone: a store that does not say any more that it is there, not one that could not say so. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { own, Rig } from '../../conformance/rig.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import { OwnPostgres } from '../../testing/postgres/own-postgres.ts'
import { assertAgree, openAt, openCluster } from './testing/cluster.ts'
import { Relay } from './testing/relay.ts'
import { until } from './testing/until.ts'

/** Longer than a store may be silent. */
const AWAY_MS = 13_000

const postgres = await postgresOrLeftOut('stores that are gone')
if (postgres !== null) {
  suiteOn(postgres instanceof OwnPostgres ? postgres : null)
  restarts(postgres)
}

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

function restarts(server: TestPostgres): void {
  test('a free call of a store that was killed and started again at once holds no place at the others', async () => {
    await using cleanUp = new AsyncDisposableStack()
    const cluster = await openCluster(server, 1)
    cleanUp.defer(() => cluster[Symbol.asyncDispose]())
    const [other] = cluster.rigs
    ok(other !== undefined)
    const key = await other.issue({ change: { maxConcurrentCalls: 1 } })
    const folder = join(cluster.root, 'killed')
    const command = JSON.stringify(other.command(key, null))
    const script = new URL('./testing/admit-and-stay.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [script, cluster.url, folder, command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    cleanUp.defer(() => void child.kill('SIGKILL'))
    equal(String((await once(child.stdout, 'data'))[0]), 'admitted')
    equal(await other.code(key, null), 'too_many_concurrent_calls')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const again = await Rig.open(() => openAt(cluster.url, folder))
    cleanUp.defer(() => again.store.close())
    await until(async () => (await other.code(key, null)) === 'admitted', 'the place is free')
  })

  test('a store can be closed while no packet comes through', async () => {
    await using cleanUp = new AsyncDisposableStack()
    const relay = await Relay.start(server.url)
    cleanUp.defer(() => relay.close())
    const cluster = await openCluster(server, 1, [(url) => relay.through(url)])
    cleanUp.defer(() => cluster[Symbol.asyncDispose]())
    const [rig] = cluster.rigs
    ok(rig !== undefined)
    relay.freeze()
    let isClosed = false
    const closed = (): void => {
      isClosed = true
    }
    rig.store.close().then(closed, closed)
    await until(() => Promise.resolve(isClosed), 'it is closed')
    relay.thaw()
  })
}
