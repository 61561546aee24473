/**
 * A restart after kill -9 with holds in flight does not grow with the audit log: ready in under 2 s with 100,000 rows.
 * The 2 s are for a quiet machine; what is asserted allows for a shared one, what is measured stands in the figures.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Instant, MicroUsd } from '@keybrake/core'
import { startSandbox, type Sandbox } from '@keybrake/sandbox'
import type { Json } from '../support/admin.ts'
import { agentCalls } from '../support/agent.ts'
import { figure, sized } from '../support/figures.ts'
import { type Product, startProduct } from '../support/product.ts'
import { microUsd, spendLine, stripeSettings } from '../support/with-sandbox.ts'
import { openBooks } from './books.ts'

const ROWS = sized(100_000, 20_000)
const READY_MS_MAX = 2_000
/** Other processes may hold the cores for as long again, twice. */
const NOISE = 3
const RESTARTS = 5
const IN_FLIGHT = 20
const BATCH = 1_000
const CENTS = 100

test(`after kill -9 with ${ROWS.toLocaleString('en-US')} audit rows the product is ready again in under 2 s`, async () => {
  await using cleanUp = new AsyncDisposableStack()
  const sandbox = await startSandbox()
  cleanUp.defer(() => sandbox.close())
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-restart-'))
  cleanUp.defer(() => rm(dataDir, { recursive: true, force: true }))
  const settings = { dataDir, env: stripeSettings(sandbox) }
  let product = await startProduct(settings)
  cleanUp.defer(async () => void (await product.kill()))
  const key = await product.admin.issue({ total_usd_cap: 10_000_000, expires_in: '7d', label: 'many' })
  await product.stop()

  await fill(dataDir, key.id)

  product = await startProduct(settings)
  const readyMs: number[] = []
  const emptyMs: number[] = []
  for (let restart = 0; restart < RESTARTS; restart++) {
    await leaveInFlight(product, sandbox, key.vault_key)
    await product.kill()
    const startedMs = performance.now()
    product = await startProduct(settings)
    readyMs.push(performance.now() - startedMs)
    emptyMs.push(await startEmpty(sandbox))
    const ready = await product.admin.request('GET', '/readyz')
    assert.equal(ready.status, 200, ready.text)
  }

  const { admin } = product
  assert.equal((await admin.audit('state=unknown')).length, RESTARTS * IN_FLIGHT, 'what was in flight is unknown')
  assert.deepEqual(await admin.audit('state=held'), [])
  const spend = (await admin.request('GET', '/vault/spend?by=label')).body['data'] as readonly Json[]
  assert.equal(spend.find((line) => line['group'] === 'many')?.['calls'], ROWS + RESTARTS * IN_FLIGHT)
  const line = spendLine((await admin.request('GET', `/vault/keys/${key.id}`)).body, `key:${key.id}`, 'total')
  const counted = microUsd(line['spent_usd']) + microUsd(line['held_usd'])
  assert.equal(counted, BigInt(ROWS + RESTARTS * IN_FLIGHT) * BigInt(CENTS) * 10_000n)

  const median = medianOf(readyMs)
  figure(
    `restart after kill -9 with ${ROWS.toLocaleString('en-US')} audit rows, process start to ready, median`,
    `${Math.round(median)} ms`,
  )
  figure(
    '… slowest, and the median beside it on an empty folder',
    `${Math.round(Math.max(...readyMs))} ms, ${Math.round(medianOf(emptyMs))} ms`,
  )
  assert.ok(median < READY_MS_MAX * NOISE, `ready after ${Math.round(median)} ms`)
})

const medianOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** What a start costs on this machine at this moment: mostly Node reading the program. */
async function startEmpty(sandbox: Sandbox): Promise<number> {
  const startedMs = performance.now()
  const product = await startProduct({ env: stripeSettings(sandbox) })
  const tookMs = performance.now() - startedMs
  await product.stop()
  return tookMs
}

/** Settled calls through the ledger's own verbs: the rows are the same as if vendors had answered so many calls. */
async function fill(dataDir: string, keyId: string): Promise<void> {
  const store = await openBooks(dataDir)
  const at = Date.now() as Instant
  const key = await store.registry.key(keyId, at)
  const connection = await store.registry.connection('stripe')
  assert.ok(key !== null && connection !== null)
  const facts = JSON.stringify({
    key_label: 'many',
    principal: 'admin',
    vendor: 'stripe',
    connection: 'stripe',
    operation: 'payment_intents.create',
    method: 'POST',
    path: '/v1/payment_intents',
    amount: String(CENTS),
    currency: 'usd',
  })
  const amount = BigInt(CENTS * 10_000) as MicroUsd
  const one = async (number: number): Promise<void> => {
    const callId = `call_filled${number}`
    const object = `pi_filled${number}`
    const admitted = await store.ledger.admit({
      at,
      callId,
      keyId,
      keyRevision: key.key.revision,
      connection: connection.name,
      connectionRevision: connection.revision,
      vendor: 'stripe',
      claim: null,
      observed: null,
      facts,
      cost: { kind: 'known', amount, object: null },
      moneyClass: 'charge',
      entered: false,
    })
    assert.equal(admitted.status, 'admitted')
    const outcome = JSON.stringify({ status: 200, vendor_object_id: object, vendor_request_id: `req_${number}` })
    await store.ledger.settle({ at, callId, facts: outcome, actual: amount, object, givesBack: false, replayed: false })
  }
  for (let from = 0; from < ROWS; from += BATCH)
    await Promise.all(Array.from({ length: BATCH }, (_, index) => one(from + index)))
  await store.close()
}

/** Calls that the vendor has executed and never answers: their holds are open when the process dies. */
async function leaveInFlight(product: Product, sandbox: Sandbox, bearer: string): Promise<void> {
  const before = sandbox.executed({ vendor: 'stripe' }).length
  sandbox.order({ vendor: 'stripe', kind: 'hang', times: IN_FLIGHT })
  const agent = agentCalls(() => product.url)
  const form = { amount: String(CENTS), currency: 'usd', confirm: 'true', payment_method: 'pm_card_visa' }
  for (let call = 0; call < IN_FLIGHT; call++) void agent.call({ bearer, path: '/v1/payment_intents', form })
  const endMs = performance.now() + 20_000
  while (sandbox.executed({ vendor: 'stripe' }).length < before + IN_FLIGHT) {
    assert.ok(performance.now() < endMs, 'the calls reached the vendor')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
