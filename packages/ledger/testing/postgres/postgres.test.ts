import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withClient } from './connect.ts'
import { GivenPostgres } from './given-postgres.ts'
import { postgresOrLeftOut, startStandby, type TestPostgres } from './index.ts'
import { OwnPostgres } from './own-postgres.ts'

const postgres = await postgresOrLeftOut('PostgreSQL as the tests start it')
if (postgres !== null) suiteOf(postgres)

function suiteOf(postgres: TestPostgres): void {
  const ours = { skip: postgres instanceof OwnPostgres ? false : 'the given server is not ours to kill' }

  test('what was committed is there after kill -9 and a restart, at the same address', ours, async () => {
    const url = await postgres.newDatabase()
    await write(url, 'kept')
    await postgres.kill9()
    await rejects(read(url))
    await postgres.restart()
    deepEqual(await read(url), ['kept'])
    await postgres.restart()
    deepEqual(await read(url), ['kept'], 'after a clean shutdown')
  })

  const onLinux = process.platform === 'linux' ? ours : { skip: 'elsewhere its parts end by themselves, some later' }
  test('kill -9 ends a question under way too, which by itself would end with an answer', onLinux, async () => {
    const url = await postgres.newDatabase()
    await withClient(url, async (client) => {
      const answer = rejects(client.query('DO $$ BEGIN FOR i IN 1..300000000 LOOP END LOOP; END $$'))
      await sleep(200)
      await postgres.kill9()
      await answer
    })
    await postgres.restart()
  })

  test('commits reach the disk, and words do not sort by their bytes', ours, async () => {
    const url = await postgres.newDatabase()
    equal(await one(url, 'SHOW fsync'), 'on')
    equal(await one(url, 'SHOW synchronous_commit'), 'on')
    equal(await one(url, "SELECT ('a' < 'B')::text"), 'true')
  })

  test('two databases at once know nothing of each other', async () => {
    const [first, second] = await Promise.all([postgres.newDatabase(), postgres.newDatabase()])
    notEqual(first, second)
    await Promise.all([write(first, 'first'), write(second, 'second')])
    deepEqual(await Promise.all([read(first), read(second)]), [['first'], ['second']])
  })

  test('the owner of a database is no superuser', ours, async () => {
    const url = await postgres.newDatabase()
    equal(await one(url, 'SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user'), 'false')
  })

  test('a given server gets databases, is not killed, and gets rid of them', async () => {
    const given = new GivenPostgres(postgres.url)
    const url = await given.newDatabase()
    await write(url, 'kept')
    await rejects(given.kill9(), /KEYBRAKE_TEST_DATABASE_URL is not ours to be killed/)
    await rejects(given.restart(), /not ours to be restarted/)
    deepEqual(await read(url), ['kept'])
    await given.stop()
    await rejects(read(url), /does not exist/)
    await rejects(startStandby(given), /a server of our own/)
  })

  test('a promoted standby has every commit that the killed server answered', ours, async () => {
    const first = await OwnPostgres.start({})
    const url = await first.newDatabase()
    const standby = await startStandby(first)
    await write(url, 'kept')
    await rejects(write(standby.at(url), 'too early'), /read-only/)
    await first.kill9()
    await standby.promote()
    deepEqual(await read(standby.at(url)), ['kept'])
    await write(standby.at(url), 'after')
    await Promise.all([first.stop(), standby.stop()])
  })

  test('stop leaves neither a process nor a folder, twice does no harm', ours, async () => {
    const own = await OwnPostgres.start({ fsync: 'off' })
    equal(await one(own.url, 'SHOW fsync'), 'off')
    await own.kill9()
    await own.stop()
    await own.stop()
    equal(existsSync(own.home.folder), false)
    await rejects(read(own.url), /ECONNREFUSED/)
  })
}

async function write(url: string, word: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS words (word text)')
    await client.query('INSERT INTO words VALUES ($1)', [word])
  })
}

async function read(url: string): Promise<readonly unknown[]> {
  const { rows } = await withClient(url, (client) => client.query<{ word: string }>('SELECT word FROM words'))
  return rows.map(({ word }) => word)
}

async function one(url: string, question: string): Promise<unknown> {
  const { rows } = await withClient(url, (client) => client.query<[unknown]>({ text: question, rowMode: 'array' }))
  return rows[0]?.[0]
}
