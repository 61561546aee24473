/** The log's parts: made with their first commit, whatever becomes of it, and beside those who read the log. */
import { deepEqual, equal } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import { withClient } from '../../testing/postgres/connect.ts'
import type { Store } from '../store.ts'
import { dropPartitions, makePartition } from './partitions.ts'
import { Session } from './session.ts'
import { openAt } from './testing/cluster.ts'
import { Relay } from './testing/relay.ts'
import { until } from './testing/until.ts'

const FULL = `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
  END $$;
  CREATE TRIGGER full_disk BEFORE INSERT ON keybrake_log FOR EACH ROW EXECUTE FUNCTION full_disk();
  CREATE TRIGGER full_disk BEFORE UPDATE ON keybrake_log_head FOR EACH ROW EXECUTE FUNCTION full_disk()`

const postgres = await postgresOrLeftOut('parts of a log in PostgreSQL', { fsync: 'off' })
if (postgres !== null) suiteOn(postgres)

function suiteOn(server: TestPostgres): void {
  /** Stores that have committed nothing yet: their next commit is the first of a part. */
  async function fresh(count: number, way = (url: string): string => url) {
    const url = await server.newDatabase()
    const root = await mkdtemp(join(tmpdir(), 'keybrake-parts-'))
    const stores: Store[] = []
    for (let index = 0; index < count; index++) stores.push(await openAt(way(url), join(root, String(index))))
    const close = async (): Promise<void> => {
      for (const store of stores) await store.close().catch(() => undefined)
      await rm(root, { recursive: true, force: true })
    }
    return { url, stores, [Symbol.asyncDispose]: close }
  }

  const isReady = (store: Store): Promise<boolean> =>
    store.ready().then(
      () => true,
      () => false,
    )

  test('where the first commit of a part is cut off, the store makes the part again', async () => {
    const relay = await Relay.start(server.url)
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => relay.close())
    const { stores, ...fleet } = await fresh(1, (url) => relay.through(url))
    cleanUp.defer(() => fleet[Symbol.asyncDispose]())
    const [store] = stores as [Store]
    const met = relay.order('before')
    equal(await isReady(store), false)
    await met
    await until(() => isReady(store), 'the store goes on')
  })

  test('where the server refuses the first commit of a part, every store goes on as soon as it does not', async () => {
    await using fleet = await fresh(3)
    await withClient(fleet.url, (client) => client.query(FULL))
    deepEqual(await Promise.all(fleet.stores.map(isReady)), [false, false, false])
    await withClient(fleet.url, (client) => client.query('DROP FUNCTION full_disk CASCADE'))
    for (const store of fleet.stores) await until(() => isReady(store), 'a store goes on')
  })

  test('a backup that reads the log holds up neither a new part nor, for long, the drop of an old one', async () => {
    await using fleet = await fresh(1)
    const [store] = fleet.stores as [Store]
    const session = await Session.open(fleet.url)
    const names = async (): Promise<readonly unknown[]> =>
      (await session.all(`SELECT relname FROM pg_class WHERE relname ~ '^keybrake_log_[0-9]+$' ORDER BY 1`)).map(
        ({ relname }) => relname,
      )
    await withClient(fleet.url, async (backup) => {
      await backup.query('BEGIN; LOCK TABLE keybrake_log, keybrake_log_head IN ACCESS SHARE MODE')
      equal(await isReady(store), true)
      await session.all('BEGIN')
      await makePartition(session, 7)
      await session.all('COMMIT')
      deepEqual(await names(), ['keybrake_log_0', 'keybrake_log_7'])
      // Refuses to wait, and leaves it for another time.
      await dropPartitions(session, 9_000_000)
      deepEqual(await names(), ['keybrake_log_0', 'keybrake_log_7'])
      equal(await isReady(store), true)
      await backup.query('COMMIT')
    })
    await dropPartitions(session, 9_000_000)
    deepEqual(await names(), [])
    await session.close()
  })
}
