/**
 * Faults of the server and of the way there, one after another, under load: two stores share one database, each with callers of
 * its own. After every fault both go on by themselves; nothing was told `admitted` that the log does not have; no call that
 * nobody was told of stays held; every budget counts exactly what was admitted, and no more than its cap (G1, G2, G6, G7).
 */
import './lib/end.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresOrLeftOut } from '@keybrake/ledger/testing/postgres'
import { assertAgree, openCluster } from '../../packages/ledger/src/postgres/testing/cluster.ts'
import { Relay } from '../../packages/ledger/src/postgres/testing/relay.ts'
import { OwnPostgres } from '../../packages/ledger/testing/postgres/own-postgres.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { assertRows } from './lib/books.ts'
import { Crew } from './lib/crew.ts'
import { FAULTS, type Fault, type Ground, LASTING } from './lib/faults.ts'
import { Rounds } from './lib/rounds.ts'

const STRIKES = sized(320, 26)
/** Of one fault that lasts. In a whole run some of them may last longer. */
const LONGEST_MS = 5_000
const LONG_MS = sized(30_000, LONGEST_MS)
const LONG_EVERY = 40
const STORES = 2
const CALLERS_EACH = 6
const SETTINGS = { max_connections: '24' }

const random = randomFrom(SEED)
const postgres = await postgresOrLeftOut('chaos on PostgreSQL', SETTINGS)

test(`${STRIKES} faults under load: nothing is admitted without a commit, no cap is exceeded, both stores go on`, {
  skip: postgres instanceof OwnPostgres ? false : 'only a server of our own may be killed',
}, async () => {
  assert.ok(postgres instanceof OwnPostgres)
  await using cleanUp = new AsyncDisposableStack()
  const relays = await Promise.all(Array.from({ length: STORES }, () => Relay.start(postgres.url)))
  cleanUp.defer(async () => void (await Promise.all(relays.map((relay) => relay.close()))))
  const cluster = await openCluster(
    postgres,
    STORES,
    relays.map((relay) => (url: string) => relay.through(url)),
  )
  cleanUp.defer(() => cluster[Symbol.asyncDispose]())
  const { rigs } = cluster
  const adminUrl = new URL(postgres.url)
  adminUrl.pathname = new URL(cluster.url).pathname
  const ground: Ground = { postgres, adminUrl: adminUrl.href, relays, random, longestMs: LONGEST_MS }

  const crew = new Crew(rigs, CALLERS_EACH, random)
  cleanUp.defer(() => crew.abandon())
  const struck = new Map<string, number>()
  const rounds = await Rounds.begin(rigs)
  for (let round = 1; round <= STRIKES; round++) {
    const fault = next(round)
    crew.open(await rounds.keys())
    await sleep(20 + random() * 60)
    await fault.strike(round % LONG_EVERY === 0 ? { ...ground, longestMs: LONG_MS } : ground)
    await rounds.end(crew, fault.name)
    struck.set(fault.name, (struck.get(fault.name) ?? 0) + 1)
  }
  await crew.home()
  for (const { store } of rigs) await assertRows(store, crew.told)
  const entries = await assertAgree(rigs.map(({ store }) => store))

  figure(`faults under load, ${STORES} stores on one database`, STRIKES)
  for (const [name, count] of struck) figure(`… ${name}`, count)
  const sum = (pick: (life: Crew['lives'][number]) => number) =>
    crew.lives.reduce((total, life) => total + pick(life), 0)
  assert.ok(sum(({ failed }) => failed) > 0, 'the faults were felt')
  figure('… calls admitted, each in the log', crew.told.length)
  figure(
    '… calls that a store could not answer',
    sum(({ failed }) => failed),
  )
  figure('… charges that came again', crew.repeats)
  figure('… calls refused by a cap', crew.refusals.get('cap_exhausted') ?? 0)
  figure('… until both stores answered again, at most', `${Math.round(Math.max(...rounds.recoveriesMs))} ms`)
  figure('… entries of the audit log, equal and verified in every store', entries)
})

/** Each fault once before any comes again; then by their shares, and one that lasts every so often. */
function next(round: number): Fault {
  const inOrder = FAULTS[round - 1]
  if (inOrder !== undefined) return inOrder
  const lasting = LASTING[(round / LONG_EVERY) % LASTING.length]
  if (lasting !== undefined) return lasting
  let at = random() * FAULTS.reduce((sum, { share }) => sum + share, 0)
  for (const fault of FAULTS) {
    at -= fault.share
    if (at < 0) return fault
  }
  throw new Error('no fault was chosen')
}
