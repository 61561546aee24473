/**
 * Two stores in networks of their own, each cut off from the server in turn. The one that is cut off admits nothing; the other
 * goes on as soon as the server has given up waiting for it; both go on by themselves when the network is whole (G1, G6).
 */
import './lib/end.ts'
import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { leftOut } from '@keybrake/core/testing'
import { postgresOrLeftOut } from '@keybrake/ledger/testing/postgres'
import { own, usd } from '../../packages/ledger/conformance/rig.ts'
import { assertAgree, openCluster } from '../../packages/ledger/src/postgres/testing/cluster.ts'
import { withClient } from '../../packages/ledger/testing/postgres/connect.ts'
import { OwnPostgres } from '../../packages/ledger/testing/postgres/own-postgres.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { callsOf, untilNoneHeld } from './lib/books.ts'
import { makeNamespace, type Namespace, NETWORKS, whyNoNamespaces } from './lib/namespaces.ts'
import { StoreProcess } from './lib/stores.ts'

const CUTS = sized(24, 2)
const CUT_MS = { least: 5_000, most: sized(15_000, 6_000) }
/** What was on its way when the wire was cut, and lines that wait to be read. */
const ON_THE_WAY_MS = 500
/** The server waits 3 s for a store that is silent in the middle of a commit; the rest is for a busy machine. */
const GOES_ON_MS = 5_000
const MICRO = 1_000_000n
const KEY_USD = 1_000_000

const random = randomFrom(SEED)
const why = whyNoNamespaces()
if (why !== null) leftOut('stores that are cut off, in networks of their own', why)
else {
  const namespaces = [makeNamespace(1), makeNamespace(2)] as const
  after(() => {
    for (const { remove } of namespaces) remove()
  })
  const listen_addresses = ['127.0.0.1', ...namespaces.map(({ hostAddress }) => hostAddress)].join(',')
  const postgres = await postgresOrLeftOut('stores that are cut off', { listen_addresses })
  test(`each of two stores is cut off from the server, ${CUTS} times in all`, {
    skip: postgres instanceof OwnPostgres ? false : 'the given server does not listen there',
  }, async () => {
    assert.ok(postgres instanceof OwnPostgres)
    await cutOff(postgres, namespaces)
  })
}

async function cutOff(postgres: OwnPostgres, namespaces: readonly [Namespace, Namespace]): Promise<void> {
  await appendFile(join(postgres.home.data, 'pg_hba.conf'), `host all all ${NETWORKS} scram-sha-256\n`)
  await withClient(postgres.url, (client) => client.query('SELECT pg_reload_conf()'))
  await using cluster = await openCluster(postgres, 1)
  const [rig] = cluster.rigs
  assert.ok(rig !== undefined)
  const key = await rig.issue({ caps: { total: usd(String(KEY_USD)) } })
  const stores = namespaces.map(({ hostAddress, by }, index) => {
    const url = new URL(cluster.url)
    url.hostname = hostAddress
    const work = { keys: [key.id], callers: 4, vendorMs: 10 }
    return new StoreProcess({
      url: url.href,
      folder: join(cluster.root, `cut-${index}`),
      prefix: `p${index}`,
      work,
      by,
    })
  })
  const waitedMs: number[] = []
  const backMs: number[] = []
  try {
    for (const store of stores) await store.until(() => store.admitted.size > 20, 'it admits calls')
    for (let round = 0; round < CUTS; round++) {
      const [cut, other, namespace] = [stores[round % 2], stores[(round + 1) % 2], namespaces[round % 2 === 0 ? 0 : 1]]
      assert.ok(cut !== undefined && other !== undefined)
      const lastsMs = CUT_MS.least + random() * (CUT_MS.most - CUT_MS.least)
      const cutMs = performance.now()
      namespace.cut(Math.floor(round / 2) % 2 === 0 ? 'lost' : 'down')
      let lastMs = cutMs
      let longestMs = 0
      while (performance.now() < cutMs + lastsMs) {
        await sleep(5)
        if (other.admittedMs > lastMs) lastMs = other.admittedMs
        longestMs = Math.max(longestMs, performance.now() - lastMs)
      }
      assert.ok(cut.admittedMs < cutMs + ON_THE_WAY_MS, `cut off, it admitted ${cut.admittedMs - cutMs} ms later`)
      assert.ok(longestMs < GOES_ON_MS, `the other store admitted nothing for ${longestMs} ms`)
      waitedMs.push(longestMs)
      const healedMs = performance.now()
      namespace.cut(null)
      for (const store of stores) await store.until(() => store.admittedMs > healedMs, 'it admits calls again')
      backMs.push(performance.now() - healedMs)
    }
  } finally {
    for (const store of stores) await store.kill()
  }
  await untilNoneHeld(rig.store)
  const calls = await callsOf(rig.store)
  let admitted = 0
  for (const store of stores) {
    admitted += store.admitted.size
    for (const [callId, dollars] of store.admitted) {
      const row = calls.get(callId)
      assert.ok(row !== undefined, `the call ${callId}, which was admitted, has its row`)
      assert.ok(row.state === 'settled' || row.state === 'unknown', `${callId} is ${row.state}`)
      assert.equal(row.cost, BigInt(dollars) * MICRO)
    }
  }
  const budget = await rig.store.registry.budget(own(key), rig.at)
  assert.ok((budget?.counters.total.held ?? 0n) + (budget?.counters.total.spent ?? 0n) <= BigInt(KEY_USD) * MICRO)
  await assertAgree([rig.store])
  figure('stores in networks of their own, cut off in turn', CUTS)
  figure('… calls admitted, each in the log', admitted)
  figure('… longest time without an admission at the other store', `${Math.round(Math.max(...waitedMs))} ms`)
  figure('… until both admitted again, at most', `${Math.round(Math.max(...backMs))} ms`)
}
