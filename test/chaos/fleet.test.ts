/**
 * Two proxies on one PostgreSQL, before one simulated vendor that lives outside: what it executed is the judge. The server, the
 * way there and the proxies themselves are struck under load; callers repeat each charge until its answer is final, now at one
 * proxy, now at the other (G1, G2, G6, G7).
 */
import './lib/end.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox } from '@keybrake/sandbox'
import { postgresOrLeftOut } from '@keybrake/ledger/testing/postgres'
import { Relay } from '../../packages/ledger/src/postgres/testing/relay.ts'
import { OwnPostgres } from '../../packages/ledger/testing/postgres/own-postgres.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { foldersOf } from '../support/folders.ts'
import { FAULTS, type Ground } from './lib/faults.ts'
import { Fleet } from './lib/fleet.ts'
import { assertHaveRows, assertOnceEach, assertWithinCap, untilReady } from './lib/fleet-books.ts'
import { FleetCrew } from './lib/fleet-crew.ts'

const STRIKES = sized(80, 8)
const LONGEST_MS = 4_000
const PROXIES = 2
const CALLERS = 12
/** One round in so many, a proxy is killed instead. */
const KILL_EVERY = 4
const ROUND_USD = 45
const KEY_USD = 60

const random = randomFrom(SEED)
const postgres = await postgresOrLeftOut('chaos of several proxies on PostgreSQL', { max_connections: '24' })

test(`${STRIKES} faults under load: the vendor never executes more than the caps, and every charge has its audit row`, {
  skip: postgres instanceof OwnPostgres ? false : 'only a server of our own may be killed',
}, async () => {
  assert.ok(postgres instanceof OwnPostgres)
  await using cleanUp = new AsyncDisposableStack()
  const sandbox = await startSandbox()
  cleanUp.defer(() => sandbox.close())
  const relays = await Promise.all(Array.from({ length: PROXIES }, () => Relay.start(postgres.url)))
  cleanUp.defer(async () => void (await Promise.all(relays.map((relay) => relay.close()))))
  const url = await postgres.newDatabase()
  const fleet = new Fleet(url, relays, sandbox, await foldersOf('chaos'))
  cleanUp.defer(() => fleet.killAll())
  for (let index = 0; index < PROXIES; index++) await fleet.start(index)
  const crew = new FleetCrew(CALLERS, random, () => fleet.origins())
  cleanUp.defer(() => crew.abandon())

  const adminUrl = new URL(postgres.url)
  adminUrl.pathname = new URL(url).pathname
  const ground: Ground = { postgres, adminUrl: adminUrl.href, relays, random, longestMs: LONGEST_MS }
  const made = await fleet.admin(0).request('POST', '/vault/budgets', { name: 'drill', total_usd_cap: 0 })
  assert.equal(made.status, 201, made.text)
  const budgetId = String(made.body['id'])
  let kills = 0
  let foundUpTo = 0
  const recoveriesMs: number[] = []
  for (let round = 1; round <= STRIKES; round++) {
    sandbox.clearFaults()
    sandbox.order({
      vendor: 'stripe',
      kind: round % 3 === 0 ? 'reset_after' : 'status_before',
      status: 503,
      match: { method: 'POST' },
    })
    sandbox.order({
      vendor: 'stripe',
      kind: 'delay',
      ms: 2 + Math.floor(random() * 15),
      times: 1_000_000,
      match: { method: 'POST' },
    })
    const admin = fleet.admin(round % PROXIES)
    const raised = await admin.request('PATCH', `/vault/budgets/${budgetId}`, { total_usd_cap: round * ROUND_USD })
    assert.equal(raised.status, 200, raised.text)
    const key = await admin.issue({
      total_usd_cap: KEY_USD,
      budgets: ['drill'],
      label: `round-${round}`,
      expires_in: '7d',
    })
    crew.open({ id: key.id, bearer: key.vault_key })
    await sleep(20 + random() * 80)
    if (round % KILL_EVERY === 0) {
      await fleet.restart(round % (2 * KILL_EVERY) === 0 ? 0 : 1)
      kills++
    } else {
      const fault = FAULTS[(round - Math.ceil(round / KILL_EVERY)) % FAULTS.length]
      assert.ok(fault !== undefined)
      await fault.strike(ground)
    }
    const struckMs = performance.now()
    for (let index = 0; index < PROXIES; index++) await untilReady(fleet.admin(index))
    recoveriesMs.push(performance.now() - struckMs)
    await crew.close()

    const admins = Array.from({ length: PROXIES }, (_, index) => fleet.admin(index))
    for (const view of admins) await assertWithinCap(view, { id: budgetId, name: 'drill' }, sandbox)
    foundUpTo = await assertHaveRows(sandbox, foundUpTo, admins)
  }
  sandbox.clearFaults()
  crew.stop()
  await crew.home()

  const executed = sandbox.executed({ vendor: 'stripe' })
  assertOnceEach(sandbox, crew)
  for (const [customer, charges] of Map.groupBy(executed, (one) => one.customer ?? '')) {
    const moved = charges.reduce((sum, { added }) => sum + BigInt(added) * 10_000n, 0n)
    assert.ok(moved <= BigInt(KEY_USD) * 1_000_000n, `${customer} moved ${moved} micro-USD`)
  }
  figure(`faults under load, ${PROXIES} proxies on one database`, STRIKES)
  figure('… of these kill -9 of a proxy', kills)
  figure('… charges executed by the vendor, each once and with its audit row', executed.length)
  figure('… calls repeated because no final answer came', crew.repeats)
  figure('… until both proxies were ready again, at most', `${Math.round(Math.max(...recoveriesMs))} ms`)
})
