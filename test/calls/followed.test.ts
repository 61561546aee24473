/**
 * Money whose fate or price is not known when the caller has its answer is followed by the product until it is. The pauses are
 * the product's own, so this file waits for a minute; its cases wait together.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { startSandbox } from '@keybrake/sandbox'
import type { Json } from '../support/admin.ts'
import { startProduct } from '../support/product.ts'
import { charge, eventually, stageOf, stageOnSandbox } from '../support/stage.ts'
import { spendLine, stripeSettings } from '../support/with-sandbox.ts'

const FOLLOWED_MS_MAX = 110_000

const { sandbox, product, admin, call, row } = await stageOnSandbox({
  twilio: { segmentMicroUsd: 7_700n, priceAfterMs: 20 },
})

async function total(id: string): Promise<{ spent: unknown; held: unknown }> {
  const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
  return { spent: line['spent_usd'], held: line['held_usd'] }
}

async function metric(name: string): Promise<string> {
  const text = await (await fetch(`${product.url}/metrics`)).text()
  return text.split('\n').find((line) => line.startsWith(name)) ?? ''
}

/** The row of a call, once `is` holds of it. */
const followed = (callId: string, is: (row: Json) => boolean, rowOf = row): Promise<Json> =>
  eventually(async () => {
    const found = await rowOf(callId)
    assert.ok(is(found), JSON.stringify(found))
    return found
  }, FOLLOWED_MS_MAX)

suite('followed until it is known', { concurrency: true }, () => {
  test('a lost charge of a connected account is found in the books of that account', async () => {
    const account = 'acct_1Connected'
    const key = await admin.issue({
      vendor: 'stripe',
      allowed_endpoints: ['*'],
      total_usd_cap: 100,
      accounts: [account],
    })
    sandbox.order({ vendor: 'stripe', kind: 'reset_after', match: { method: 'POST', holds: 'amount=1237' } })
    const { callId, code } = await call({
      key: key.vault_key,
      form: charge(1237),
      headers: { 'stripe-account': account },
    })
    assert.equal(code, 'upstream_broken')
    const found = await followed(callId, ({ state }) => state === 'settled')
    assert.deepEqual([found['cost_usd'], found['resolved_by']], [12.37, 'reconciler'])
    assert.deepEqual(found['headers'], { 'stripe-account': account })
  })

  test('of two lost charges the one that happened is settled, the other stays counted and listed; both are told of', async () => {
    const key = await admin.issue({ vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 100 })
    const lost: string[] = []
    for (const kind of ['reset_after', 'reset_before'] as const) {
      sandbox.order({ vendor: 'stripe', kind, match: { method: 'POST', holds: 'amount=1000' } })
      const { callId, code } = await call({ key: key.vault_key, form: charge(1000) })
      assert.equal(code, 'upstream_broken')
      lost.push(callId)
    }
    assert.deepEqual(await total(key.id), { spent: 0, held: 20 })
    const [happened = '', never = ''] = lost
    const found = await followed(happened, ({ state }) => state === 'settled')
    assert.deepEqual([found['cost_usd'], found['resolved_by']], [10, 'reconciler'])
    const asked = await followed(never, ({ inquiries }) => inquiries === 1)
    assert.deepEqual([asked['state'], asked['inquired']], ['unknown', ['GET /v1/payment_intents: 200']])
    assert.deepEqual(await total(key.id), { spent: 10, held: 10 })
    const listed = (await admin.request('GET', '/vault/audit?state=unknown&vendor=stripe')).body['data'] as Json[]
    assert.deepEqual(
      listed.map(({ call_id }) => call_id),
      [never],
    )
    await eventually(
      async () => assert.equal(await metric('keybrake_unknown_holds'), 'keybrake_unknown_holds 1'),
      20_000,
    )
    assert.match(product.stderr(), new RegExp(`"level":40.*"call_ids":\\[[^\\]]*"${never}"`))
    const writes = sandbox.heard().filter(({ method, body }) => method === 'POST' && body.includes('amount=1000'))
    assert.equal(writes.length, 2)
  })

  test('the list price of a message becomes the price that Twilio states, and the drift is told', async () => {
    const key = await admin.issue({
      vendor: 'twilio',
      allowed_endpoints: ['POST /2010-04-01/Accounts/*/Messages.json'],
      total_usd_cap: 1,
      rate_limit: '1/h',
    })
    const form = { To: '+447700900123', From: '+15005550006', Body: 'Your order is on its way.' }
    const path = '/twilio/2010-04-01/Accounts/_/Messages.json'
    const { status, callId } = await call({ key: key.vault_key, path, form })
    assert.equal(status, 201)
    const listed = Number((await followed(callId, ({ state }) => state === 'settled'))['cost_usd'])
    assert.ok(listed > 0.0077)
    // The key may read nothing and has used up its rate: the question is the product's own.
    const found = await followed(callId, ({ late_price }) => late_price === 'stated')
    assert.deepEqual([found['cost_usd'], found['listed_usd'], found['route']], [0.0077, listed, 'GB'])
    assert.equal(Number(found['drift_usd']).toFixed(6), (0.0077 - listed).toFixed(6))
    assert.deepEqual(await total(key.id), { spent: 0.0077, held: 0 })
    const billed = 'keybrake_late_price_billed_usd_total{vendor="twilio",operation="messages.create",route="GB"} 0.0077'
    assert.equal(await metric('keybrake_late_price_billed'), billed)
  })

  test('a charge that the vendor executed while the process was killed is found after the next start', async () => {
    const vendor = await startSandbox()
    const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-followed-'))
    const env = stripeSettings(vendor)
    const killed = await startProduct({
      dataDir,
      env: { ...env, KEYBRAKE_DRILL: '1', KEYBRAKE_CRASH_AT: 'after-answer:1' },
    })
    const key = await killed.admin.issue({ vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 100 })
    await assert.rejects(stageOf(killed).call({ key: key.vault_key, form: charge(2500) }))
    await killed.kill()
    assert.equal(vendor.executed().length, 1)
    const again = await startProduct({ dataDir, env })
    try {
      const { data } = (await again.admin.request('GET', '/vault/audit?state=unknown')).body as { data: Json[] }
      const callId = String(data[0]?.['call_id'])
      const found = await followed(callId, ({ state }) => state === 'settled', stageOf(again).row)
      assert.deepEqual([found['cost_usd'], found['vendor_object_id']], [25, vendor.executed()[0]?.id])
    } finally {
      await again.stop()
      await vendor.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
