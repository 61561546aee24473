import { equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { withClient } from '../../testing/postgres/connect.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import { AdvisoryLocks } from './advisory-locks.ts'
import { Relay } from './testing/relay.ts'
import { until } from './testing/until.ts'

const PATIENCE_MS = 10_000

const postgres = await postgresOrLeftOut('locks over several stores', { fsync: 'off' })
if (postgres !== null) suiteOn(postgres)

function suiteOn(server: TestPostgres): void {
  async function two() {
    const cleanUp = new AsyncDisposableStack()
    const relay = await Relay.start(server.url)
    cleanUp.defer(() => relay.close())
    const url = await server.newDatabase()
    const [one, other] = [new AdvisoryLocks(relay.through(url)), new AdvisoryLocks(url)]
    for (const locks of [one, other]) cleanUp.defer(() => locks.close())
    return { url, relay, one, other, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() }
  }

  test('a name is held by one store at a time, and free again when it is released', async () => {
    await using stores = await two()
    const { one, other } = stores
    const held = await one.acquire(['a', 'b'], 0)
    equal(held?.isHeld(), true)
    equal(await other.acquire(['b', 'c'], 50), null)
    const waiting = other.acquire(['c', 'b'], PATIENCE_MS)
    const free = await one.acquire(['c'], PATIENCE_MS)
    ok(free !== null, 'who does not get all of them holds none')
    free.release()
    held?.release()
    held?.release()
    equal(held?.isHeld(), false)
    const got = await waiting
    equal(got?.isHeld(), true)
    equal(await one.acquire(['c'], 0), null)
    got?.release()
  })

  test('many at once on a connection that is only being opened: one at a time', async () => {
    await using stores = await two()
    let inside = 0
    let most = 0
    const enter = async (locks: AdvisoryLocks): Promise<void> => {
      const lock = await locks.acquire(['a'], PATIENCE_MS)
      ok(lock !== null)
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 2))
      inside--
      lock.release()
    }
    // As in the product, each store lets one of its own ask at a time.
    const inTurn = async (locks: AdvisoryLocks): Promise<void> => {
      for (let round = 0; round < 8; round++) await enter(locks)
    }
    await Promise.all([inTurn(stores.one), inTurn(stores.other)])
    equal(most, 1)
  })

  test('a store whose connection broke knows that it holds nothing any more, and goes on with another one', async () => {
    await using stores = await two()
    const { url, one, other } = stores
    const held = await one.acquire(['a'], 0)
    await withClient(url, (client) =>
      client.query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'`),
    )
    await until(() => Promise.resolve(held?.isHeld() === false), 'it knows')
    const taken = await other.acquire(['a'], PATIENCE_MS)
    equal(taken?.isHeld(), true)
    equal(await one.acquire(['a'], 0), null)
    // What it lost is not another's to lose.
    held?.release()
    equal(taken?.isHeld(), true)
    taken?.release()
    const again = await one.acquire(['a'], PATIENCE_MS)
    equal(again?.isHeld(), true)
    again?.release()
  })

  test('however many wait, for a time that is no whole number, a store has one connection', async () => {
    await using stores = await two()
    const { url, one } = stores
    const names = Array.from({ length: 100 }, (_, at) => `name ${at}`)
    const held = await Promise.all(names.map((name) => one.acquire([name], PATIENCE_MS + 0.5)))
    for (const lock of held) equal(lock?.isHeld(), true)
    const count = `SELECT count(DISTINCT pid)::int AS count FROM pg_locks WHERE locktype = 'advisory'`
    const { rows } = await withClient(url, (client) => client.query<{ count: number }>(count))
    equal(rows[0]?.count, 1)
    for (const lock of held) lock?.release()
  })

  test('where no answer comes, what the server gave all the same is free again', async () => {
    await using stores = await two()
    const { relay, one, other } = stores
    ;(await one.acquire(['b'], 0))?.release()
    relay.freeze()
    await rejects(one.acquire(['a'], PATIENCE_MS))
    relay.thaw()
    const taken = await other.acquire(['a'], PATIENCE_MS)
    equal(taken?.isHeld(), true)
    taken?.release()
  })

  test('where the database cannot be reached nobody is told that a name is free', async () => {
    const locks = new AdvisoryLocks('postgres://nobody@127.0.0.1:1/none')
    await rejects(locks.acquire(['a'], 100))
    await locks.close()
  })
}
