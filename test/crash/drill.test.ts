/**
 * kill -9 under load, again and again on one data folder: half at random moments, half at named points between a call's
 * arrival and its settlement (drill.ts). The simulated vendor lives outside and says what was really executed (G1, G2, G7, G8).
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox, type Execution, type FaultKind, type Sandbox } from '@keybrake/sandbox'
import { CRASH_POINTS } from '../../packages/server/src/drill.ts'
import type { Admin, Json } from '../support/admin.ts'
import { figure, randomFrom, SEED, sized } from '../support/figures.ts'
import { type Product, startProduct } from '../support/product.ts'
import { microUsd, spendLine, stripeMicroUsd, stripeSettings } from '../support/with-sandbox.ts'
import { verifyBooks, verifyCopy } from './books.ts'
import { Crew, type Job } from './crew.ts'

const KILLS = sized(200, 12)
const CALLERS = 12
/** What each round adds to the budget over all keys is less than its key may spend: both caps stop calls. */
const KEY_USD = 60
const ROUND_USD = 45
const CENTS_MAX = 900
/** A named point that no call passes in this time (all are refused by now) becomes a random moment. */
const POINT_MS_MAX = 2_000
const RANDOM_MS_MAX = 450
const PASS_MAX = 8

const random = randomFrom(SEED)
const below = (end: number): number => Math.floor(random() * end)

interface Drill {
  readonly sandbox: Sandbox
  readonly dataDir: string
  readonly crew: Crew
  readonly readyMs: number[]
  readonly kills: { named: number; random: number }
  /** Executions up to this order have been found in the audit log. */
  foundUpTo: number
}

/** What new charges draw on; null: no more. */
let key: { readonly id: string; readonly bearer: string } | null = null
let jobs = 0

function nextJob(): Job | null {
  if (key === null) return null
  const { bearer, id } = key
  return {
    number: ++jobs,
    bearer,
    customer: `cus_${id}`,
    cents: 100 + below(CENTS_MAX - 100),
    isManual: random() < 0.25,
  }
}

test(`${KILLS} kill -9 under load: the vendor never executes more than the caps, and every charge has its audit row`, async () => {
  await using cleanUp = new AsyncDisposableStack()
  const sandbox = await startSandbox()
  cleanUp.defer(() => sandbox.close())
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-crash-'))
  const drill: Drill = {
    sandbox,
    dataDir,
    crew: new Crew(CALLERS, nextJob),
    readyMs: [],
    kills: { named: 0, random: 0 },
    foundUpTo: 0,
  }
  cleanUp.defer(() => drill.crew.abandon())
  let product = await start(drill, null)
  // Where an assertion stops the drill, nothing keeps running; a product that has ended already is no fault.
  cleanUp.defer(async () => void (await product.kill()))
  const made = await product.admin.request('POST', '/vault/budgets', { name: 'drill', total_usd_cap: ROUND_USD })
  assert.equal(made.status, 201, made.text)
  const budgetId = String(made.body['id'])
  await product.stop()

  for (let round = 1; round <= KILLS; round++) {
    const point = round % 2 === 0 ? (CRASH_POINTS[(round / 2) % CRASH_POINTS.length] ?? null) : null
    product = await start(drill, point)
    await checkAfterRestart(drill, product.admin, budgetId)
    await newRound(product.admin, budgetId, round)
    orderFaults(sandbox)
    drill.crew.open(product.url)
    await untilKilled(drill, product, point)
    await drill.crew.close()
    await verifyCopy(dataDir)
  }

  product = await start(drill, null)
  await checkAfterRestart(drill, product.admin, budgetId)
  sandbox.clearFaults()
  key = null
  drill.crew.open(product.url)
  await drill.crew.home()
  reportKills(drill)
  await checkAtTheEnd(drill, product.admin, budgetId)
  await product.stop()
  const entries = await verifyBooks(dataDir)
  await rm(dataDir, { recursive: true, force: true })
  figure('… entries of the audit log, all verified', entries)
})

async function start(drill: Drill, point: string | null): Promise<Product> {
  const crash = point === null ? {} : { KEYBRAKE_DRILL: '1', KEYBRAKE_CRASH_AT: `${point}:${1 + below(PASS_MAX)}` }
  const startedMs = performance.now()
  const product = await startProduct({ dataDir: drill.dataDir, env: { ...stripeSettings(drill.sandbox), ...crash } })
  drill.readyMs.push(performance.now() - startedMs)
  return product
}

async function newRound(admin: Admin, budgetId: string, round: number): Promise<void> {
  const cap = { total_usd_cap: round * ROUND_USD }
  const raised = await admin.request('PATCH', `/vault/budgets/${budgetId}`, cap)
  assert.equal(raised.status, 200, raised.text)
  const issued = await admin.issue({
    total_usd_cap: KEY_USD,
    budgets: ['drill'],
    label: `round-${round}`,
    expires_in: '7d',
  })
  key = { id: issued.id, bearer: issued.vault_key }
}

/** Every round some answers are lost or broken by the vendor as well; all others take a moment, so that calls are in flight. */
function orderFaults(sandbox: Sandbox): void {
  sandbox.clearFaults()
  const kinds: readonly FaultKind[] = ['reset_after', 'reset_before', 'cut_body', 'status_before', 'status_after']
  const kind = kinds[below(kinds.length)] ?? 'reset_after'
  sandbox.order({ vendor: 'stripe', kind, status: 503, match: { method: 'POST' } })
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 5 + below(20), times: 1_000_000, match: { method: 'POST' } })
}

async function untilKilled(drill: Drill, product: Product, point: string | null): Promise<void> {
  if (point !== null && (await isGone(product.pid, POINT_MS_MAX))) drill.kills.named++
  else {
    if (point === null) await sleep(10 + below(RANDOM_MS_MAX))
    drill.kills.random++
  }
  // Also reaps a product that killed itself.
  const exit = await product.kill()
  assert.equal(exit.code, null, `ended by a signal, not by itself:\n${exit.stderr}`)
}

async function isGone(pid: number, waitMsMax: number): Promise<boolean> {
  for (const endMs = performance.now() + waitMsMax; performance.now() < endMs; await sleep(5)) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
  }
  return false
}

/** Nobody calls meanwhile: what the log and the counters say is what the crash left. */
async function checkAfterRestart(drill: Drill, admin: Admin, budgetId: string): Promise<void> {
  const { sandbox } = drill
  const budget = spendLine((await admin.request('GET', `/vault/budgets/${budgetId}`)).body, 'drill', 'total')
  const counted = microUsd(budget['spent_usd']) + microUsd(budget['held_usd'])
  const cap = microUsd(budget['cap_usd'])
  const moved = stripeMicroUsd(sandbox)
  assert.ok(moved <= counted && counted <= cap, `moved ${moved}, counted ${counted}, cap ${cap}`)
  assert.deepEqual(await admin.audit('state=held'), [], 'what was in flight at the crash is no longer held')

  const found = sandbox.executed({ vendor: 'stripe', after: drill.foundUpTo })
  for (const execution of found) {
    const row = await rowOf(admin, execution)
    assert.ok(['settled', 'unknown'].includes(String(row['state'])), JSON.stringify(row))
    assert.equal(row['decision'], 'allowed')
    drill.foundUpTo = execution.order
  }
}

/** A create by the call id the vendor holds; a capture, which has no metadata of its own, by the object it names. */
async function rowOf(admin: Admin, { operation, metadata, id }: Execution): Promise<Json> {
  if (operation === 'payment_intents.create') {
    const answer = await admin.request('GET', `/vault/audit/${metadata['keybrake_call']}`)
    assert.equal(answer.status, 200, `the charge ${id} has its audit row: ${answer.text}`)
    return answer.body
  }
  const rows = await admin.audit(`operation=${operation}`)
  const row = rows.find((one) => one['path'] === `/v1/payment_intents/${id}/capture`)
  assert.ok(row, `the ${operation} of ${id} has its audit row`)
  return row
}

async function checkAtTheEnd(drill: Drill, admin: Admin, budgetId: string): Promise<void> {
  const { sandbox, crew } = drill
  await checkAfterRestart(drill, admin, budgetId)
  const executed = sandbox.executed({ vendor: 'stripe', operation: 'payment_intents.create' })

  const twice = [...Map.groupBy(executed, ({ metadata }) => metadata['job'])].filter(([, all]) => all.length > 1)
  assert.deepEqual(twice, [], 'no charge was executed twice')
  const succeeded = crew.ended.filter(({ answer }) => answer.status === 200 && answer.body['status'] !== undefined)
  const ids = new Set(succeeded.map(({ answer }) => answer.body['id']))
  assert.deepEqual(
    executed.filter(({ id }) => !ids.has(id)).map(({ id }) => id),
    [],
    'each was answered at last',
  )
  const others = crew.ended.filter(({ answer }) => answer.status !== 200 && answer.code !== 'cap_exhausted')
  assert.deepEqual(others, [], 'every charge ended as executed or as refused by a cap')

  for (const [customer, charges] of Map.groupBy(executed, (one) => one.customer ?? '')) {
    const moved = charges.reduce((sum, { added }) => sum + BigInt(added) * 10_000n, 0n)
    assert.ok(moved <= BigInt(KEY_USD) * 1_000_000n, `${customer} moved ${moved} micro-USD`)
  }
  const calls = new Set(executed.map(({ metadata }) => metadata['keybrake_call']))
  const captured = new Set(
    sandbox.executed({ vendor: 'stripe', operation: 'payment_intents.capture' }).map(({ id }) => id),
  )
  // Their answer was passed on and the crash took only the outcome: they did happen.
  const unknown = await admin.audit('state=unknown')
  for (const row of unknown) {
    const object = /pi_\w+/.exec(String(row['path']))?.[0] ?? ''
    assert.ok(calls.has(String(row['replay_of'] ?? row['call_id'])) || captured.has(object), JSON.stringify(row))
  }
  const budget = spendLine((await admin.request('GET', `/vault/budgets/${budgetId}`)).body, 'drill', 'total')
  await assertEqualByCall(admin, executed)
  const twiceUsd = await countedTwice(admin, executed)
  const counted = microUsd(budget['spent_usd']) + microUsd(budget['held_usd'])
  assert.equal(counted, stripeMicroUsd(sandbox) + twiceUsd, 'the budget counts what was moved, and nothing is lost')
  const adopted = (await admin.audit('decision=allowed')).filter((row) => row['replay_of'] !== null)
  assert.ok(adopted.length > 0, 'retries adopted the holds of earlier attempts')
  figure('… retries that adopted an earlier hold', adopted.length)
  figure('… calls `unknown` at the end: executed and answered, the crash took the outcome', unknown.length)
  figure('… moved at the vendor', usd(stripeMicroUsd(sandbox)))
  figure('… counted, with captures of charges whose outcome a crash took (these count twice)', usd(counted))
  figure('… of the cap over all keys', usd(microUsd(budget['cap_usd'])))
  figure('… charges executed by the vendor, each with its audit row', executed.length)
}

/** Call by call, so that a difference says where it is: what a first call and its retries count is what the vendor did. */
async function assertEqualByCall(admin: Admin, executed: readonly Execution[]): Promise<void> {
  const rows = await admin.audit('decision=allowed&operation=payment_intents.create')
  const moved = new Map(executed.map((one) => [one.metadata['keybrake_call'], BigInt(one.added) * 10_000n]))
  const wrong = [...Map.groupBy(rows, (row) => String(row['replay_of'] ?? row['call_id']))].filter(
    ([first, attempts]) =>
      attempts.reduce((sum, row) => sum + microUsd(row['cost_usd']), 0n) !== (moved.get(first) ?? 0n),
  )
  assert.deepEqual(wrong, [], 'each call counts what the vendor executed for it')
}

/**
 * A crash between an answer and its commit leaves a create `unknown`, without its object. The capture that the caller still
 * makes then finds the object uncounted and reserves it in full: too much, never too little.
 */
async function countedTwice(admin: Admin, executed: readonly Execution[]): Promise<bigint> {
  const creates = new Map(executed.map(({ id, metadata }) => [id, metadata['keybrake_call'] ?? '']))
  const unknown = new Set((await admin.audit('state=unknown')).map((row) => String(row['call_id'])))
  let sum = 0n
  for (const row of await admin.audit('decision=allowed&operation=payment_intents.capture')) {
    const cost = microUsd(row['cost_usd'])
    if (cost === 0n) continue
    const create = creates.get(/pi_\w+/.exec(String(row['path']))?.[0] ?? '') ?? ''
    assert.ok(unknown.has(create), `only a capture of an unknown charge counts by itself: ${JSON.stringify(row)}`)
    sum += cost
  }
  return sum
}

const usd = (amount: bigint): string => `${(Number(amount) / 1e6).toFixed(2)} USD`

function reportKills({ kills, readyMs, crew }: Drill): void {
  assert.equal(kills.named + kills.random, KILLS)
  assert.ok(kills.named >= KILLS / 4, `only ${kills.named} kills came at a named point`)
  const sorted = readyMs.toSorted((a, b) => a - b)
  const ms = (value = 0): string => `${Math.round(value)} ms`
  const amount = (value: number): string => value.toLocaleString('en-US')
  figure('kill -9 under load', `${KILLS} (${kills.named} at named points, ${kills.random} at random moments)`)
  figure('… charges asked for, and attempts repeated', `${amount(jobs)} and ${amount(crew.repeated)}`)
  figure('… start to ready, median and slowest', `${ms(sorted[sorted.length >> 1])} and ${ms(sorted.at(-1))}`)
}
