/** What a long past costs: each call, each question, each start. Ten million calls where the proof is a whole one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HOUR_MS, instant, MINUTE_MS } from '@keybrake/core'
import type { Store } from '@keybrake/ledger'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { foldersOf } from '../support/folders.ts'
import { startProduct } from '../support/product.ts'
import { call } from './call.ts'
import { kindAt } from './calls.ts'
import { grow, type Growth, openGrown, type Totals } from './grown-folder.ts'
import { KeyRing, type RingKey } from './key-ring.ts'
import { PAGES } from './pages.ts'

const CALLS = sized(10_000_000, 30_000)
const DAYS = 5
const LITTLE = sized(10_000, 3_000)
const ROUNDS = 9
const CALLS_A_ROUND = sized(5_000, 1_000)
/** By then a process has read again what it must know of the past. */
const SETTLING_MS = sized(120_000, 500)

const folders = await foldersOf('growth')
const endsAt = instant(Date.now() - HOUR_MS)
const grown: Growth = { dataDir: folders.next(), calls: CALLS, keys: Math.ceil(CALLS / 500), days: DAYS, endsAt }
const little: Growth = { ...grown, dataDir: folders.next(), calls: LITTLE, keys: 20, days: 0.1 }
const totals = await grow(grown)
await grow(little)

test('every question of the log is answered right, newest first, and totals are those of the calls', async () => {
  const startedMs = performance.now()
  await using product = await startProduct({ dataDir: grown.dataDir, env: { KEYBRAKE_LOG_LEVEL: 'fatal' } })
  figure('start to ready on it', `${Math.round(performance.now() - startedMs)} ms`)
  for (const { name, query, fits } of PAGES) {
    const path = `/vault/audit?limit=100&${query}`
    const [answer, ms] = await timed(() => product.admin.request('GET', path))
    assert.equal(answer.status, 200, `${name}: ${answer.text}`)
    const rows = answer.body['data'] as readonly Record<string, unknown>[]
    assert.equal(rows.length > 0, fits !== null, `${name}: ${rows.length} rows`)
    for (const row of rows) assert.ok(fits?.(row), `${name}: ${JSON.stringify(row)}`)
    const times = rows.map((row) => String(row['time']))
    assert.deepEqual(times, times.toSorted().reverse(), name)
    figure(`a page of ${name}`, `${ms.toFixed(0)} ms`)
  }
  const [spend, spendMs] = await timed(() => product.admin.request('GET', '/vault/spend?by=operation'))
  assert.deepEqual(totalsIn(spend.body['data'] as readonly Record<string, unknown>[]), totals)
  figure('spend by operation over all of it', `${spendMs.toFixed(0)} ms`)
})

test('a call costs as much after a long past as after a short one', async () => {
  const [long, short] = await Promise.all([openCaller(grown.dataDir), openCaller(little.dataDir)])
  await sleep(SETTLING_MS)
  const ratios: number[] = []
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const order = round % 2 === 0 ? [long, short] : [short, long]
    const costs = new Map<Caller, number>()
    for (const caller of order) costs.set(caller, await caller.cpuUsOf(CALLS_A_ROUND))
    if (round > 0) ratios.push((costs.get(long) ?? 0) / (costs.get(short) ?? 1))
  }
  await Promise.all([long.store.close(), short.store.close()])
  const [least, median, most] = [0, ROUNDS >> 1, ROUNDS - 1].map((at) => ratios.toSorted((a, b) => a - b)[at] ?? 0)
  figure(
    `CPU of a call with ${CALLS.toLocaleString('en-US')} rows ÷ with ${LITTLE.toLocaleString('en-US')}`,
    `${median?.toFixed(2)} (${least?.toFixed(2)}–${most?.toFixed(2)})`,
  )
  assert.ok((median ?? Infinity) < sized(1.25, 2), `${median}`)
})

test('old days are dropped while calls go on, and the log still verifies', async () => {
  const { store, live, random } = await openCaller(grown.dataDir)
  let isDropped = false
  const dropped = store.audit.dropBefore(instant(endsAt - 3 * 24 * HOUR_MS)).finally(() => (isDropped = true))
  let slowestMs = 0
  let calls = 0
  do {
    const [, ms] = await timed(() => callMany(store, live, random, 10))
    slowestMs = Math.max(slowestMs, ms)
    calls += 10
  } while (!isDropped)
  const files = await dropped
  const report = await store.audit.verify()
  await store.close()
  assert.ok(files >= 1, `${files} files`)
  assert.ok(report.ok, report.fault ?? '')
  figure(`files dropped under ${calls} calls; slowest ten of these`, `${files}; ${slowestMs.toFixed(0)} ms`)
})

interface Caller {
  readonly store: Store
  readonly live: readonly RingKey[]
  readonly random: () => number
  /** Admits and ends so many calls and waits for the log to have them: µs of CPU a call, of all threads. */
  readonly cpuUsOf: (calls: number) => Promise<number>
}

async function openCaller(dataDir: string): Promise<Caller> {
  const { store, keyring } = await openGrown(dataDir)
  const startsAt = instant(Date.now())
  const ring = new KeyRing(store.registry, keyring, {
    startsAt: instant(startsAt - MINUTE_MS),
    everyMs: 600,
    lifeMs: HOUR_MS,
  })
  const live = await ring.liveAt(startsAt, MINUTE_MS)
  const random = randomFrom(SEED)
  const cpuUsOf = async (calls: number): Promise<number> => {
    const before = process.cpuUsage()
    for (let done = 0; done < calls; done += 250) await callMany(store, live, random, 250)
    await store.audit.page({ kind: 'call' }, 1, null)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / calls
  }
  return { store, live, random, cpuUsOf }
}

let number = CALLS

async function callMany(store: Store, live: readonly RingKey[], random: () => number, count: number): Promise<void> {
  const at = instant(Date.now())
  await Promise.all(
    Array.from({ length: count }, () => {
      const key = live[Math.floor(random() * live.length)]
      if (key === undefined) throw new Error('no key is live')
      return call(store, key, kindAt(random()), { at, number: number++ })
    }),
  )
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const startedMs = performance.now()
  return [await work(), performance.now() - startedMs]
}

const totalsIn = (lines: readonly Record<string, unknown>[]): Totals =>
  new Map(
    lines.map((line) => [
      String(line['group']),
      {
        calls: Number(line['calls']),
        microUsd: BigInt(Math.round((Number(line['spent_usd']) + Number(line['held_usd'])) * 1e6)),
      },
    ]),
  )
