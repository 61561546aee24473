/** A replica can be thrown away, and a database's schema is made once and never by an older program. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { own, Rig } from '../../conformance/rig.ts'
import { postgresOrLeftOut } from '../../testing/postgres/index.ts'
import { databaseFor, dropDatabases, onDatabase, openStore as openAt, useServer } from './testing/open-store.ts'

// Before the server's own end.
after(dropDatabases)
const postgres = await postgresOrLeftOut('replicas of a log in PostgreSQL')
if (postgres !== null) replicas(postgres.url)

function replicas(url: string): void {
  useServer(url)
  const root = mkdtempSync(join(tmpdir(), 'keybrake-replica-'))
  after(() => rmSync(root, { recursive: true, force: true }))
  const newFolder = (): string => mkdtempSync(join(root, 'store-'))
  const openStore = (folder = newFolder()) => openAt(folder)
  const replicaIn = (folder: string): string => join(folder, 'replica')

  /** A closed store whose log has a key with 3 USD spent and 2 held. */
  async function used(): Promise<{ readonly folder: string; readonly key: Awaited<ReturnType<Rig['issue']>> }> {
    const folder = newFolder()
    const rig = await Rig.open(openStore, folder)
    const key = await rig.issue()
    const { callId } = await rig.admit(key, '3')
    await rig.settle(callId, '3')
    await rig.admit(key, '2')
    await rig.store.close()
    return { folder, key }
  }

  interface Damage {
    readonly does: (replica: string) => void
    /** What an operator is told; null: nothing, as there is no replica, or what is left of it is whole. */
    readonly why: RegExp | null
  }
  const damages: Readonly<Record<string, Damage>> = {
    'is gone': { does: (replica) => rmSync(replica, { recursive: true }), why: null },
    'lost its journal': { does: (replica) => rmSync(join(replica, 'journal'), { recursive: true }), why: null },
    'lost its rows': { does: (replica) => rmSync(join(replica, 'ledger.db')), why: /./ },
    'has a ledger.db that is no database': {
      does: (replica) => writeFileSync(join(replica, 'ledger.db'), 'x'.repeat(8192)),
      why: /not a database/,
    },
    'is of another log': { does: (replica) => writeFileSync(join(replica, 'log-id'), 'another'), why: /another log/ },
    'lost the end of its journal in a power cut': {
      does: (replica) => {
        const [first = ''] = readdirSync(join(replica, 'journal')).filter((name) => name.endsWith('.journal'))
        truncateSync(join(replica, 'journal', first), 100)
        writeFileSync(join(replica, 'open'), 'another boot')
      },
      why: /the machine ended/,
    },
  }

  suite('a replica that', () => {
    for (const [damage, { does, why }] of Object.entries(damages))
      test(`${damage} is made anew from the log`, async () => {
        const { folder, key } = await used()
        does(replicaIn(folder))
        const told: string[] = []
        const onMadeAnew = (reason: string): void => void told.push(reason)
        const rig = await Rig.open(() => openAt(folder, undefined, { onMadeAnew }), folder)
        if (why === null) deepEqual(told, [])
        else match(told.join('; '), why)
        equal(told.length, why === null ? 0 : 1)
        equal(await rig.count(own(key)), '3+2')
        deepEqual(await rig.ledger.verify(), [])
        const { ok: isWhole, fault } = await rig.store.audit.verify()
        ok(isWhole, fault ?? '')
        equal((await rig.admit(key, '1')).status, 'admitted')
        await rig.store.close()
      })

    test('is ahead of a database that was put back to an earlier state makes nothing durable, and is made anew', async () => {
      const { folder, key } = await used()
      const rig = await Rig.open(openStore, folder)
      await onDatabase(
        await databaseFor(folder),
        `DELETE FROM keybrake_log WHERE number = (SELECT number FROM keybrake_log_head);
         UPDATE keybrake_log_head SET number = number - 1`,
      )
      await rejects(rig.admit(key, '1'), /this store has seen/)
      await rig.store.close().catch(() => undefined)
      const again = await Rig.open(openStore, folder)
      equal((await again.admit(key, '1')).status, 'admitted')
      deepEqual(await again.ledger.verify(), [])
      await again.store.close()
    })
  })

  suite('the schema', () => {
    test('is made once, by whichever of several processes comes first', async () => {
      const folder = newFolder()
      const url = await databaseFor(folder)
      await onDatabase(url, 'SELECT 1')
      const folders = [folder, ...[1, 2, 3].map(newFolder)]
      const { openPostgresStore } = await import('./index.ts')
      const checkpointKey = new Uint8Array(32).fill(7)
      const stores = await Promise.all(folders.map((dataDir) => openPostgresStore({ url, dataDir, checkpointKey })))
      for (const store of stores) await store.close()
      const { rows } = await onDatabase(url, 'SELECT count(*)::int AS versions FROM keybrake_schema')
      deepEqual(rows, [{ versions: 2 }])
    })

    test('of a newer program is refused, and not touched', async () => {
      const { folder } = await used()
      const url = await databaseFor(folder)
      await onDatabase(url, 'INSERT INTO keybrake_schema (version) VALUES (99)')
      await rejects(openStore(folder), /has schema 99; this version of keybrake knows 2: update keybrake/)
      const { rows } = await onDatabase(url, 'SELECT max(version)::int AS version FROM keybrake_schema')
      deepEqual(rows, [{ version: 99 }])
    })
  })
}
