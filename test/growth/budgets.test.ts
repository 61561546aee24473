/** Many open budgets: what a process costs that has them, and a call that draws on ten of them. 100,000 where the proof is a whole one. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HOUR_MS, type Instant, instant, microUsd, Secret } from '@keybrake/core'
import type { Registry, Store } from '@keybrake/ledger'
import { KeyHints } from '../../packages/server/src/call/key-hints.ts'
import { newId } from '../../packages/server/src/ids.ts'
import { ADMIN_PRINCIPAL, ensureAdmin } from '../../packages/server/src/start/admin-principal.ts'
import { applyEnvironment } from '../../packages/server/src/start/connections.ts'
import type { Keyring } from '../../packages/server/src/vault/keyring.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { foldersOf } from '../support/folders.ts'
import { ADMIN_KEY, startProduct } from '../support/product.ts'
import { call } from './call.ts'
import { kindAt } from './calls.ts'
import { openGrown, VENDOR } from './grown-folder.ts'
import type { RingKey } from './key-ring.ts'
import { issueCommand } from './keys.ts'

const BUDGETS = sized(100_000, 2_000)
const AT_ONCE = 500
/** Named budgets that a key draws on besides its own; the connection's has no caps. */
const SHARED = 9
const KEYS = sized(2_000, 100)
const ROUNDS = 7
const CALLS_A_ROUND = sized(4_000, 500)
/** A call whose draws are counted: the first kind. */
const CHARGE = kindAt(0)

const startsAt = instant(Date.now() - HOUR_MS)
const actor = { principalId: ADMIN_PRINCIPAL, at: startsAt, address: '127.0.0.1' }
const folders = await foldersOf('budgets')
const random = randomFrom(SEED)
const full = { dataDir: folders.next(), budgets: BUDGETS }
const bare = { dataDir: folders.next(), budgets: SHARED }
for (const { dataDir, budgets } of [full, bare]) await fill(dataDir, budgets)

test('a call that draws on ten of many budgets costs a few times what one on its own budget does', async () => {
  const { store, keyring } = await openGrown(full.dataDir)
  const now = instant(Date.now())
  const one = await issue(store.registry, keyring, now, 0)
  const ten = await issue(store.registry, keyring, now, SHARED)
  const ratios: number[] = []
  const costs: number[] = []
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const [first, second] = round % 2 === 0 ? [one, ten] : [ten, one]
    const firstUs = await cpuUsOf(store, first)
    const secondUs = await cpuUsOf(store, second)
    const [oneUs, tenUs] = first === one ? [firstUs, secondUs] : [secondUs, firstUs]
    if (round === 0) continue
    ratios.push(tenUs / oneUs)
    costs.push(tenUs)
  }
  const spent = await store.registry.budget('shared-0', now)
  await store.close()
  assert.ok(spent !== null && spent.counters.total.spent % microUsd(BigInt(CHARGE.microUsd)) === 0n)
  figure(
    `CPU of a call that draws on ${SHARED + 1} of ${BUDGETS.toLocaleString('en-US')} budgets ÷ on one`,
    `${middle(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}), ${middle(costs).toFixed(0)} µs`,
  )
  assert.ok(middle(ratios) < 6, `${middle(ratios)}`)
})

test('a process that has many budgets starts as soon, and is as large, as one that has few', async () => {
  const seen = new Map<string, { readonly ms: number; readonly bytes: number }>()
  for (const { dataDir, budgets } of [bare, full, bare, full]) {
    const startedMs = performance.now()
    await using product = await startProduct({ dataDir, env: { KEYBRAKE_LOG_LEVEL: 'fatal' } })
    const ms = performance.now() - startedMs
    const list = await product.admin.request('GET', '/vault/budgets?limit=100')
    assert.equal(list.status, 200, list.text)
    await sleep(2_000)
    seen.set(String(budgets), { ms, bytes: residentBytes(product.pid) })
    const spend = await product.admin.request('GET', `/vault/budgets/shared-${budgets - 1}`)
    assert.equal(spend.status, 200, spend.text)
  }
  const [few, many] = [seen.get(String(SHARED)), seen.get(String(BUDGETS))]
  assert.ok(few !== undefined && many !== undefined)
  for (const [count, { ms, bytes }] of seen)
    figure(
      `with ${Number(count).toLocaleString('en-US')} budgets: start to ready; memory`,
      `${ms.toFixed(0)} ms; ${(bytes / 1e6).toFixed(0)} MB`,
    )
  assert.ok(many.bytes < few.bytes + 60e6, `${many.bytes} bytes`)
  assert.ok(many.ms < 4 * few.ms, `${many.ms} ms`)
})

async function fill(dataDir: string, budgets: number): Promise<void> {
  const { store, keyring } = await openGrown(dataDir)
  try {
    await ensureAdmin(store.registry, keyring, new Secret(ADMIN_KEY), dataDir, startsAt)
    await applyEnvironment(store.registry, keyring, [VENDOR], startsAt)
    const startedMs = performance.now()
    for (let done = 0; done < budgets; done += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, budgets - done) }, (_, index) =>
          store.registry.createBudget(actor, {
            id: newId('bud'),
            kind: 'named',
            name: `shared-${done + index}`,
            caps: { total: microUsd(9_000_000_000_000_000n), day: microUsd(9_000_000_000_000n) },
            anchor: startsAt,
            dayReset: { kind: 'anchored' },
            run: null,
          }),
        ),
      )
    if (budgets === BUDGETS)
      figure(
        `${budgets.toLocaleString('en-US')} budgets made, each`,
        `${(((performance.now() - startedMs) * 1_000) / budgets).toFixed(0)} µs`,
      )
  } finally {
    await store.close()
  }
}

/** Keys that draw on so many budgets of all, by chance, besides their own. */
async function issue(registry: Registry, keyring: Keyring, at: Instant, shared: number): Promise<readonly RingKey[]> {
  const hints = new KeyHints(
    (lookup) => registry.keyByLookup(lookup),
    () => undefined,
  )
  return Promise.all(
    Array.from({ length: KEYS }, async (_, number) => {
      const names = new Set<string>()
      while (names.size < shared) names.add(`shared-${Math.floor(random() * BUDGETS)}`)
      const command = { ...issueCommand(keyring, number, at), namedBudgets: [...names] }
      const result = await registry.issueKey({ ...actor, at }, command)
      const hint = await hints.fresh(command.key.lookup)
      if (!('key' in result) || hint === null) throw new Error(`issuing answered ${result.status}`)
      return { record: result.key, hint }
    }),
  )
}

let number = 0

/** µs of CPU a call, of all threads, with its rows in the audit log. */
async function cpuUsOf(store: Store, keys: readonly RingKey[]): Promise<number> {
  const before = process.cpuUsage()
  for (let done = 0; done < CALLS_A_ROUND; done += 250)
    await Promise.all(
      Array.from({ length: 250 }, () => {
        const key = keys[Math.floor(random() * keys.length)]
        if (key === undefined) throw new Error('there is no key')
        return call(store, key, CHARGE, { at: instant(Date.now()), number: number++ })
      }),
    )
  await store.audit.page({ kind: 'call' }, 1, null)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / CALLS_A_ROUND
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
