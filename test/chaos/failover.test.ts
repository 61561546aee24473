/**
 * The server dies under load and its synchronous standby takes over, again and again: what was answered is on the new one, and
 * both stores go on there by themselves (G1, G2, G7).
 */
import './lib/end.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresOrLeftOut, startStandby } from '@keybrake/ledger/testing/postgres'
import { assertAgree, openCluster } from '../../packages/ledger/src/postgres/testing/cluster.ts'
import { Relay } from '../../packages/ledger/src/postgres/testing/relay.ts'
import { OwnPostgres } from '../../packages/ledger/testing/postgres/own-postgres.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { assertRows } from './lib/books.ts'
import { Crew } from './lib/crew.ts'
import { Rounds } from './lib/rounds.ts'

const FAILOVERS = sized(12, 2)
const CALLERS_EACH = 6

const random = randomFrom(SEED)
const first = await postgresOrLeftOut('a standby that takes over')

test(`${FAILOVERS} times the standby takes over from a server that was killed under load`, {
  skip: first instanceof OwnPostgres ? false : 'only a server of our own may be killed',
}, async () => {
  assert.ok(first instanceof OwnPostgres)
  await using cleanUp = new AsyncDisposableStack()
  const relay = await Relay.start(first.url)
  cleanUp.defer(() => relay.close())
  const way = (url: string): string => relay.through(url)
  const cluster = await openCluster(first, 2, [way, way])
  cleanUp.defer(() => cluster[Symbol.asyncDispose]())
  const { rigs } = cluster
  const crew = new Crew(rigs, CALLERS_EACH, random)
  cleanUp.defer(() => crew.abandon())
  const rounds = await Rounds.begin(rigs)
  let primary: OwnPostgres = first
  for (let round = 1; round <= FAILOVERS; round++) {
    const standby = await startStandby(primary)
    cleanUp.defer(() => standby.stop())
    crew.open(await rounds.keys())
    await sleep(100 + random() * 300)
    await primary.kill9()
    await standby.promote()
    relay.switchTo(standby.url)
    await rounds.end(crew, 'failover')
    await primary.stop()
    primary = standby
  }
  await crew.home()
  for (const { store } of rigs) await assertRows(store, crew.told)
  const entries = await assertAgree(rigs.map(({ store }) => store))
  figure('servers killed under load, their standby promoted', FAILOVERS)
  figure('… calls admitted, each in the log of the last one', crew.told.length)
  figure('… until both stores answered again, at most', `${Math.round(Math.max(...rounds.recoveriesMs))} ms`)
  figure('… entries of the audit log, equal and verified in every store', entries)
})
