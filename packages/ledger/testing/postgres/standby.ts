/** A second server that follows a first one, for tests of what a failover loses: nothing that was answered. */
import { appendFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { withClient } from './connect.ts'
import { type Home, makeHome, runIn, SUPERUSER, writeFor } from './home.ts'
import { OwnPostgres } from './own-postgres.ts'
import type { TestPostgres } from './test-postgres.ts'

const NAME = 'standby'
const FOLLOWS_MS = 30_000

export class StandbyPostgres extends OwnPostgres {
  /** Where a database of the first server, given by its address there, is found here. */
  at(url: string): string {
    const address = new URL(url)
    address.port = String(this.port)
    return address.href
  }

  /** Makes it a server that takes writes, wherever it stands. Kill the first one before: two that write are two truths. */
  async promote(): Promise<void> {
    await withClient(this.url, (client) => client.query('SELECT pg_promote(true, 60)'))
  }
}

/**
 * Starts a standby and makes it synchronous: from then on `primary` answers a commit only when it is on both disks, and
 * waits where the standby is gone. One standby a server; start it while nothing else is written. Throws for a given server.
 */
export async function startStandby(primary: TestPostgres): Promise<StandbyPostgres> {
  if (!(primary instanceof OwnPostgres)) throw new Error('a standby follows a server of our own only')
  const home = await makeHome(primary.home.password)
  try {
    const label = await withClient(primary.url, (client) => copyData(client, primary.home, home))
    await becomeFollower(home, label, primary.port)
    const standby = new StandbyPostgres(home, {})
    await standby.restart()
    await withClient(primary.url, makeSynchronous)
    return standby
  } catch (error) {
    await home.keeper.end()
    throw error
  }
}

/** A copy of a server that runs, and the label that says from where its log makes the copy whole. */
async function copyData(client: Client, from: Home, to: Home): Promise<string> {
  await client.query('SELECT pg_create_physical_replication_slot($1, true)', [NAME])
  await client.query('SELECT pg_backup_start($1, true)', [NAME])
  await runIn(to, 'cp', ['-R', from.data, to.data])
  const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)')
  return rows[0]?.labelfile ?? ''
}

async function becomeFollower(home: Home, label: string, primaryPort: number): Promise<void> {
  for (const own of ['postmaster.pid', 'postmaster.opts', `pg_replslot/${NAME}`])
    await rm(join(home.data, own), { recursive: true, force: true })
  for (const segment of await readdir(join(home.data, 'pg_wal')))
    await rm(join(home.data, 'pg_wal', segment), { recursive: true })
  const address = `host=127.0.0.1 port=${primaryPort} user=${SUPERUSER} password=${home.password} application_name=${NAME}`
  await appendFile(
    join(home.data, 'postgresql.auto.conf'),
    `primary_conninfo = '${address}'\nprimary_slot_name = '${NAME}'\n`,
  )
  await writeFor(home, 'data/backup_label', label)
  await writeFor(home, 'data/standby.signal', '')
}

async function makeSynchronous(client: Client): Promise<void> {
  await client.query(`ALTER SYSTEM SET synchronous_standby_names = '${NAME}'`)
  await client.query('SELECT pg_reload_conf()')
  for (let waitedMs = 0; waitedMs < FOLLOWS_MS; waitedMs += 20) {
    const { rows } = await client.query("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'")
    if (rows.length > 0) return
    await sleep(20)
  }
  throw new Error(`the standby does not follow after ${FOLLOWS_MS} ms`)
}
