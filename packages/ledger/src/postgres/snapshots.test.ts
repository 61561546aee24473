/** A log that is cut: what was before is in a snapshot, and stores begin there. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { instant } from '@keybrake/core'
import { own, Rig } from '../../conformance/rig.ts'
import { postgresOrLeftOut } from '../../testing/postgres/index.ts'
import { migrate } from './migrate.ts'
import { Session } from './session.ts'
import { type Cluster, openAt, openCluster } from './testing/cluster.ts'
import { until } from './testing/until.ts'

/** Later than every commit of a test. */
const ALL = instant(Date.now() + 3_600_000)
/** The log's first part ends before this commit, as after a million of them. */
const FIRST_PART = 20

const postgres = await postgresOrLeftOut('snapshots of a log in PostgreSQL', { fsync: 'off' })
if (postgres !== null) suiteOn(postgres)

function suiteOn(server: NonNullable<typeof postgres>): void {
  async function onSession<T>(url: string, does: (session: Session) => Promise<T>): Promise<T> {
    const session = await Session.open(url)
    try {
      return await does(session)
    } finally {
      await session.close()
    }
  }

  /** Two stores on a log whose first part is small. */
  async function openSmall(): Promise<Cluster> {
    const url = await server.newDatabase()
    await onSession(url, async (session) => {
      await migrate(session)
      await session.all(`
        CREATE TABLE keybrake_log_first PARTITION OF keybrake_log FOR VALUES FROM (0) TO (${FIRST_PART});
        CREATE TABLE keybrake_log_0 PARTITION OF keybrake_log FOR VALUES FROM (${FIRST_PART}) TO (1000000)`)
    })
    const cluster = await openCluster({ ...server, newDatabase: () => Promise.resolve(url) }, 2)
    await until(() => Promise.resolve(cluster.rigs[0]?.store.leads() === true), 'the first store leads')
    return cluster
  }

  const numbersIn = (url: string): Promise<readonly number[]> =>
    onSession(url, async (session) =>
      (await session.all('SELECT number::int FROM keybrake_log ORDER BY number')).map(({ number }) => number as number),
    )

  test('what is dropped from the audit log is dropped from the log, and a new store begins with the snapshot', async () => {
    await using cluster = await openSmall()
    const { url, root, rigs } = cluster
    const [first, second] = rigs
    ok(first !== undefined && second !== undefined)
    const key = await first.issue()
    const { callId: open } = await first.admit(key, '2')
    for (let call = 0; call < 15; call++) await second.settle((await second.admit(key, '1')).callId, '1')
    const before = await numbersIn(url)
    equal(before[0], 1)
    ok(before.length > FIRST_PART)

    await second.store.audit.dropBefore(ALL)
    deepEqual(await numbersIn(url), before, 'the store that does not lead drops nothing')
    await first.store.audit.dropBefore(ALL)
    deepEqual(
      await numbersIn(url),
      before.filter((number) => number >= FIRST_PART),
    )

    const third = await Rig.open(() => openAt(url, join(root, 'third')))
    equal(await third.count(own(key)), '15+2')
    deepEqual(await third.ledger.verify(), [])
    equal((await third.settle(open, '1.5')).status, 'closed')
    equal((await third.admit(key, '1')).status, 'admitted')
    equal(await first.count(own(key)), '16.5+1')
    const report = await third.store.audit.verify()
    ok(report.ok, report.fault ?? '')
    ok(report.entries > 0, 'its audit log begins with the snapshot')
    await third.store.close()
    deepEqual(await first.ledger.verify(), [])
  })

  test('a store that was away for longer than the log goes back begins with the snapshot', async () => {
    await using cluster = await openSmall()
    const { url, root, rigs } = cluster
    const [first, second] = rigs
    ok(first !== undefined && second !== undefined)
    const key = await first.issue()
    await second.settle((await second.admit(key, '1')).callId, '1')
    await second.store.close()
    for (let call = 0; call < 15; call++) await first.settle((await first.admit(key, '1')).callId, '1')
    await first.store.audit.dropBefore(ALL)
    const again = await Rig.open(() => openAt(url, join(root, '1')))
    equal(await again.count(own(key)), '16+0')
    deepEqual(await again.ledger.verify(), [])
    await again.store.close()
  })

  test('while calls go on, a snapshot is of one moment', async () => {
    await using cluster = await openSmall()
    const { url, root, rigs } = cluster
    const [first, second] = rigs
    ok(first !== undefined && second !== undefined)
    const key = await first.issue()
    let isOver = false
    const calls = [first, second].map(async (rig) => {
      while (!isOver) await rig.settle((await rig.admit(key, '1')).callId, '0.5')
    })
    for (let round = 0; round < 5; round++) {
      await first.store.audit.dropBefore(ALL)
      const folder = join(root, `new-${round}`)
      mkdirSync(folder)
      const rig = await Rig.open(() => openAt(url, folder))
      deepEqual(await rig.ledger.verify(), [], `round ${round}`)
      await rig.store.close()
    }
    isOver = true
    await Promise.all(calls)
    deepEqual(await first.ledger.verify(), [])
    const [one, two] = await Promise.all([first.count(own(key)), second.count(own(key))])
    equal(one, two)
  })

  test('a log that was cut without a snapshot opens no new store', async () => {
    await using cluster = await openSmall()
    const { url, root, rigs } = cluster
    const [first] = rigs
    ok(first !== undefined)
    await first.issue()
    await onSession(url, (session) => session.all('DELETE FROM keybrake_log WHERE number = 1'))
    await rejects(openAt(url, join(root, 'third')), /the log was cut, and there is no snapshot/)
  })

  test('a store that was away while the log was cut up to its very end does not go on in the past', async () => {
    await using cluster = await openSmall()
    const { url, root, rigs } = cluster
    const [first, second] = rigs
    ok(first !== undefined && second !== undefined)
    const key = await first.issue()
    await second.store.ready()
    await second.store.close()
    await first.settle((await first.admit(key, '1')).callId, '1')
    await first.store.registry.revokeKeys(first.actor, { keyId: key.id, principalId: null }, null)
    const last = async (): Promise<number | undefined> => (await numbersIn(url)).at(-1)
    while ((await last()) !== FIRST_PART - 1) await first.store.registry.setSetting('n', String(Math.random()))
    await first.store.audit.dropBefore(ALL)
    deepEqual(await numbersIn(url), [])
    const again = await Rig.open(() => openAt(url, join(root, '1')))
    equal(await again.code(key, '1'), 'key_revoked')
    await first.store.ready()
    await again.store.close()
  })
}
