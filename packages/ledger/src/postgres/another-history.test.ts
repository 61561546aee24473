/** A server that lost commits which stores have seen (its standby was not synchronous) gives their numbers a second time. */
import { equal, rejects } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { own, Rig, usd } from '../../conformance/rig.ts'
import { postgresOrLeftOut, type TestPostgres } from '../../testing/postgres/index.ts'
import { withClient } from '../../testing/postgres/connect.ts'
import { assertAgree, openAt } from './testing/cluster.ts'

const postgres = await postgresOrLeftOut('a log with another history')
if (postgres !== null) suiteOn(postgres)

function suiteOn(postgres: TestPostgres): void {
  for (const isOpen of [true, false]) {
    test(`a store that has seen commits which are lost admits nothing${isOpen ? '' : ' when it opens'}, and is made anew`, async () => {
      const url = await postgres.newDatabase()
      const root = await mkdtemp(join(tmpdir(), 'keybrake-history-'))
      await using cleanUp = new AsyncDisposableStack()
      cleanUp.defer(() => rm(root, { recursive: true, force: true }))
      const open = async (name: string): Promise<Rig> => {
        const rig = await Rig.open(() => openAt(url, join(root, name)))
        cleanUp.defer(() => rig.store.close().catch(() => undefined))
        return rig
      }
      const seen = await open('seen')
      const key = await seen.issue({ caps: { total: usd('10') } })
      const kept = await seen.admit(key, '1')
      await seen.settle(kept.callId, '1')
      const lost = await seen.admit(key, '9')
      if (!isOpen) await seen.store.close()
      await lose(url, lost.callId)
      // The others go on from where the server stands, past the numbers that were lost.
      const others = await open('others')
      for (let count = 0; count < 4; count++) await others.admit(key, '2')

      if (isOpen) {
        // Which of the two it sees first is chance.
        await rejects(seen.admit(key, '9'), /another commit|this store has seen/)
        await rejects(seen.admit(key, '1'), /another commit/)
        await seen.store.close().catch(() => undefined)
      }
      const again = await open('seen')
      equal(await again.code(key, '2'), 'cap_exhausted')
      equal(await again.count(own(key)), '1+8')
      await assertAgree([again.store, others.store])
    })
  }
}

/** As a failover does: the server forgets the commit that admitted this call and all after it, and every connection ends. */
const lose = (url: string, callId: string): Promise<void> =>
  withClient(url, async (client) => {
    const last = `SELECT min(number) - 1 FROM keybrake_log WHERE position('${callId}'::bytea IN entries) > 0`
    await client.query(`
      UPDATE keybrake_log_head SET number = (${last});
      DELETE FROM keybrake_log WHERE number > (SELECT number FROM keybrake_log_head)`)
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'keybrake' AND datname = current_database()`)
  })
