/** A server with a synchronous standby: what was answered is on both, whichever of them goes on alone. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { usd } from '../../conformance/rig.ts'
import { NoPostgres, type StandbyPostgres, startStandby } from '../../testing/postgres/index.ts'
import { leftOut } from '@keybrake/core/testing'
import { withClient } from '../../testing/postgres/connect.ts'
import { OwnPostgres } from '../../testing/postgres/own-postgres.ts'
import { assertAgree, openCluster } from './testing/cluster.ts'
import { Relay } from './testing/relay.ts'
import { serverPids } from './testing/server-pids.ts'
import { until } from './testing/until.ts'

const first = await OwnPostgres.start({}).catch((error: unknown) => {
  if (!(error instanceof NoPostgres)) throw error
  leftOut('a standby that takes over', error.message)
  return null
})
if (first !== null) {
  await first.stop()
  test('a server that gave up waiting for its standby has not promised anything: the call is not admitted', waits)
  test('every admission that was answered is there after the standby took over, and both stores go on', takesOver)
}

async function waits(): Promise<void> {
  await using servers = await pairOfServers()
  await using cluster = await openCluster(servers.primary, 2)
  const { standby } = servers
  await standby(async (server) => {
    const [a, b] = cluster.rigs
    ok(a !== undefined && b !== undefined)
    const key = await a.issue({ caps: { total: usd('5') } })
    const pids = serverPids(server)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    try {
      const answer = rejects(a.admit(key, '5'), /the server warned/)
      await withClient(servers.primary.url, async (client) => {
        const cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        await until(async () => (await client.query(cancel)).rowCount === 1, 'somebody cancels the waiting COMMIT')
      })
      await answer
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
    await until(async () => (await b.count(key.budgetIds[0] ?? '')) === '0+0', 'the money is free again')
    equal(await b.code(key, '5'), 'admitted')
    await assertAgree([a.store, b.store])
  })
}

async function takesOver(): Promise<void> {
  await using servers = await pairOfServers()
  const relay = await Relay.start(servers.primary.url)
  await using cleanUp = new AsyncDisposableStack()
  cleanUp.defer(() => relay.close())
  const cluster = await openCluster(servers.primary, 2, [(url) => relay.through(url), (url) => relay.through(url)])
  cleanUp.defer(() => cluster[Symbol.asyncDispose]())
  await servers.standby(async (standby) => {
    const [a, b] = cluster.rigs
    ok(a !== undefined && b !== undefined)
    const key = await a.issue({ caps: { total: usd('100000') } })
    const told: string[] = []
    let isOver = false
    const callers = cluster.rigs.flatMap((rig) =>
      Array.from({ length: 4 }, async () => {
        while (!isOver) {
          const command = rig.command(key, '1')
          const result = await rig.ledger.admit(command).catch(() => null)
          if (result?.status === 'admitted') told.push(command.callId)
        }
      }),
    )
    await until(() => Promise.resolve(told.length > 100), 'calls are admitted')
    await servers.primary.kill9()
    await standby.promote()
    relay.switchTo(standby.url)
    const before = told.length
    await until(() => Promise.resolve(told.length > before + 100), 'calls are admitted again')
    isOver = true
    await Promise.all(callers)

    const held = async (): Promise<boolean> => (await b.count(key.budgetIds[0] ?? '')) === `0+${told.length}`
    await until(held, 'exactly what was told is counted')
    const rows = await Promise.all(told.map((callId) => b.store.audit.call(callId)))
    deepEqual(new Set(rows.map((row) => row?.state)), new Set(['held']))
    await assertAgree([a.store, b.store])
  })
}

interface Servers {
  readonly primary: OwnPostgres
  /** Starts the standby once the database is there: it follows from then on. */
  readonly standby: (run: (standby: StandbyPostgres) => Promise<void>) => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

async function pairOfServers(): Promise<Servers> {
  const primary = await OwnPostgres.start({})
  return {
    primary,
    standby: async (run) => {
      const standby = await startStandby(primary)
      try {
        await run(standby)
      } finally {
        await standby.stop()
      }
    },
    [Symbol.asyncDispose]: () => primary.stop(),
  }
}
