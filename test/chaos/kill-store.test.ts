/**
 * kill -9 of a store in the middle of its commits, while another one works on the same database. What the killed one had under
 * way may have happened: it is `unknown` in the log within some seconds, or at once where its folder is opened again (G1, G2, G7).
 */
import './lib/end.ts'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallState } from '@keybrake/ledger'
import { postgresOrLeftOut } from '@keybrake/ledger/testing/postgres'
import { own, type Rig, usd } from '../../packages/ledger/conformance/rig.ts'
import { assertAgree, type Cluster, openCluster } from '../../packages/ledger/src/postgres/testing/cluster.ts'
import { until } from '../../packages/ledger/src/postgres/testing/until.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { callsOf, untilNoneHeld } from './lib/books.ts'
import { StoreProcess } from './lib/stores.ts'

const KILLS = sized(40, 4)
/** In the rounds between, the same folder is opened again. */
const LEFT_ALONE_EVERY = 4
const KEY_USD = 3_000
const MICRO = 1_000_000n

const random = randomFrom(SEED)
const postgres = await postgresOrLeftOut('kill -9 of a store on PostgreSQL')

test(`${KILLS} kill -9 of a store: every call it admitted is in the log, and what was under way is unknown by itself`, {
  skip: postgres === null,
}, async () => {
  assert.ok(postgres !== null)
  await using cluster = await openCluster(postgres, 1)
  const [rig] = cluster.rigs
  assert.ok(rig !== undefined)
  const { store } = rig
  const key = await rig.issue({ caps: { total: usd(String(KEY_USD)) } })
  const work = { keys: [key.id], callers: 8, vendorMs: 10 }
  const admitted = new Map<string, number>()
  const settled = new Set<string>()
  const takenOverMs: number[] = []
  /** Calls that nobody but another store could see to. */
  let left = 0
  for (let round = 1; round <= KILLS; round++) {
    const options = { url: cluster.url, folder: join(cluster.root, 'killed'), prefix: `r${round}`, work }
    const child = new StoreProcess(options)
    await child.ready()
    // Both work on one key.
    const beside = Promise.all(Array.from({ length: 20 }, () => rig.code(key, '0.01')))
    await child.until(() => child.admitted.size > 0 || child.refused > 0, 'it answers')
    await sleep(random() * 120)
    await child.kill()
    await beside
    for (const [callId, dollars] of child.admitted) admitted.set(callId, dollars)
    for (const callId of child.settled) settled.add(callId)

    const killedMs = performance.now()
    if (round % LEFT_ALONE_EVERY === 0) {
      const open = await openOf(cluster, `r${round}`)
      left += open.length
      await until(async () => (await openOf(cluster, `r${round}`)).length === 0, 'nothing of it is under way any more')
      if (open.length > 0) takenOverMs.push(performance.now() - killedMs)
    } else {
      const next = new StoreProcess({ ...options, prefix: `n${round}`, work: { ...work, callers: 0 } })
      await next.ready()
      assert.deepEqual(await openOf(cluster, `r${round}`), [], 'its folder is open again: nothing of it is under way')
      await next.kill()
    }
    const budget = await store.registry.budget(own(key), rig.at)
    const { spent = 0n, held = 0n } = budget?.counters.total ?? {}
    assert.ok(spent + held <= BigInt(KEY_USD) * MICRO, `${spent + held} is counted`)
  }

  assert.ok(left > 0, 'some of the kills left calls under way')
  // The calls of this process's own store are still under way.
  const calls = await callsOf(store)
  const states = new Map<CallState | null, number>()
  for (const [callId, dollars] of admitted) {
    const row = calls.get(callId)
    assert.ok(row !== undefined, `the call ${callId}, which was admitted, has its row`)
    const isRight = settled.has(callId) ? row.state === 'settled' : row.state === 'settled' || row.state === 'unknown'
    assert.ok(isRight, `${callId} is ${row.state}`)
    assert.equal(row.cost, BigInt(dollars) * MICRO)
    states.set(row.state, (states.get(row.state) ?? 0) + 1)
  }
  assert.deepEqual(await store.ledger.verify(), [])
  await assertAgree([store])
  figure('kill -9 of a store in the middle of its commits, another one beside it', KILLS)
  figure('… calls it was told are admitted, each in the log', admitted.size)
  figure('… of these unknown: the kill took their outcome', states.get('unknown') ?? 0)
  figure('… until another store took them for unknown, at most', `${Math.round(Math.max(...takenOverMs))} ms`)
})

test('a store that is gone holds no place among the calls at the same time, whether they cost or not', {
  skip: postgres === null,
}, async () => {
  assert.ok(postgres !== null)
  await using cluster = await openCluster(postgres, 2)
  const [rig, other] = cluster.rigs
  assert.ok(rig !== undefined && other !== undefined)
  const rigs: readonly Rig[] = [rig, other]
  const change = { maxConcurrentCalls: 3 }
  const [costly, free] = [await rig.issue({ change }), await rig.issue({ change })]
  const process = (key: string, isFree: boolean) =>
    new StoreProcess({
      url: cluster.url,
      folder: join(cluster.root, isFree ? 'free' : 'costly'),
      prefix: isFree ? 'f' : 'c',
      work: { keys: [key], callers: 1, vendorMs: null, free: isFree },
    })
  for (const [key, isFree] of [
    [costly, false],
    [free, true],
  ] as const) {
    const child = process(key.id, isFree)
    await child.until(() => child.admitted.size === 3 && child.refused > 0, 'all places are taken')
    for (const each of rigs) assert.equal(await each.code(key, null), 'too_many_concurrent_calls')
    await child.kill()
  }
  for (const key of [costly, free]) {
    for (const each of rigs) await until(async () => (await each.code(key, null)) === 'admitted', 'a place is free')
  }
  assert.equal((await callsOf(rig.store)).get('call_c_000001')?.state, 'unknown')
  assert.equal((await callsOf(rig.store)).get('call_f_000001')?.state, 'free')
  await untilNoneHeld(rig.store)
  await assertAgree([rig.store, other.store])
})

/** Call ids of this prefix that the log still has as under way. */
async function openOf({ rigs: [rig] }: Cluster, prefix: string): Promise<readonly string[]> {
  assert.ok(rig !== undefined)
  const held = await rig.store.audit.page({ kind: 'call', state: 'held' }, 1_000, null)
  const ids = held.data.flatMap((row) => (row.kind === 'call' ? [row.row.callId] : []))
  return ids.filter((id) => id.startsWith(`call_${prefix}_`))
}
