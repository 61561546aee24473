/** Ends and new starts: what was answered stays, what was under way is finished or counted. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { adminOf, type Json } from './support/admin.ts'
import { foldersOf } from './support/folders.ts'
import { ADMIN_KEY, startProduct } from './support/product.ts'
import { charge, recorderSettings, SECRETS, stageOf } from './support/stage.ts'
import { startRecordingUpstream } from './support/upstream.ts'

const folders = await foldersOf('restart')
const upstream = await startRecordingUpstream()
after(() => upstream[Symbol.asyncDispose]())
const REAL = recorderSettings(upstream)

test('a restart keeps keys, counters, audit rows, budgets and revocations', async () => {
  const dataDir = folders.next()
  const first = await startProduct({ dataDir, env: REAL })
  const before = stageOf(first)
  await first.admin.request('POST', '/vault/budgets', { name: 'kept', total_usd_cap: 12 })
  const key = await first.admin.issue({ total_usd_cap: 10, budgets: ['kept'], label: 'kept' })
  const dead = await first.admin.issue({ total_usd_cap: 10 })
  await first.admin.request('DELETE', `/vault/keys/${dead.id}`)
  const paid = await before.call({
    key: key.vault_key,
    form: charge(600),
    headers: { 'idempotency-key': 'over-restart' },
  })
  const exit = await first.stop()
  assert.equal(exit.code, 0)
  await using second = await startProduct({ dataDir, env: REAL })
  const again = stageOf(second)
  assert.equal((await again.call({ key: key.vault_key, form: charge(401) })).code, 'cap_exhausted')
  assert.equal((await again.call({ key: dead.vault_key, form: charge(1) })).code, 'key_revoked')
  const mismatch = await again.call({
    key: key.vault_key,
    form: charge(601),
    headers: { 'idempotency-key': 'over-restart' },
  })
  assert.equal(mismatch.code, 'idempotency_mismatch')
  assert.equal((await again.row(paid.callId))['state'], 'settled')
  assert.equal((await again.call({ key: key.vault_key, form: charge(400) })).status, 200)
})

test('SIGTERM finishes a call in flight, settles it, takes no new one, and exits 0', async () => {
  const slow = await startRecordingUpstream((heard, response, count) => {
    setTimeout(() => {
      const form = new URLSearchParams(heard.body)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          id: `pi_${count}`,
          object: 'payment_intent',
          amount: Number(form.get('amount')),
          currency: 'usd',
        }),
      )
    }, 600)
  })
  const dataDir = folders.next()
  const env = { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: slow.url }
  const product = await startProduct({ dataDir, env })
  const { vault_key } = await product.admin.issue({ total_usd_cap: 10 })
  const stage = stageOf(product)
  const running = stage.call({ key: vault_key, form: charge(300) })
  while (slow.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const stopping = product.stop()
  await new Promise((resolve) => setTimeout(resolve, 100))
  await assert.rejects(fetch(`${product.url}/healthz`))
  const answer = await running
  assert.equal(answer.status, 200)
  assert.equal((await stopping).code, 0)
  assert.equal(slow.heard.length, 1)
  await using again = await startProduct({ dataDir, env })
  assert.equal((await stageOf(again).row(answer.callId))['state'], 'settled')
  await slow[Symbol.asyncDispose]()
})

test('through npm start a signal reaches the product, which ends in order', async () => {
  const product = await startProduct({ dataDir: folders.next(), env: REAL, via: 'npm' })
  assert.equal((await product.stop()).code, 0)
})

test('a changed admin key ends the former one', async () => {
  const dataDir = folders.next()
  const first = await startProduct({ dataDir, env: REAL })
  const key = await first.admin.issue({ total_usd_cap: 10 })
  await first.stop()
  const other = 'another_admin_key_0123456789abcdef'
  await using second = await startProduct({ dataDir, env: { ...REAL, KEYBRAKE_ADMIN_KEY: other } })
  assert.equal((await second.admin.request('GET', `/vault/keys/${key.id}`)).status, 200)
  assert.equal((await adminOf(second.url, ADMIN_KEY).request('GET', '/vault/keys')).status, 401)
  assert.equal((await stageOf(second).call({ key: key.vault_key, form: charge(1) })).status, 200, 'its keys stay')
})

test('what a changed environment says of a default connection holds from the next start, and is audited', async () => {
  const dataDir = folders.next()
  const first = await startProduct({ dataDir, env: REAL })
  const key = await first.admin.issue({ total_usd_cap: 10 })
  await first.stop()
  const rotated = 'sk_test_RotatedSecret0123456789'
  const unchanged = await startProduct({ dataDir, env: REAL })
  const actions = async (product: typeof unchanged): Promise<number> =>
    ((await product.admin.request('GET', '/vault/audit?kind=admin')).body['data'] as Json[]).filter(
      ({ action }) => action === 'connection.changed',
    ).length
  const before = await actions(unchanged)
  await unchanged.stop()
  await using second = await startProduct({ dataDir, env: { ...REAL, STRIPE_SECRET_KEY: rotated } })
  assert.equal(before, 0, 'an equal value changes nothing')
  assert.equal(await actions(second), 1)
  upstream.clear()
  assert.equal((await stageOf(second).call({ key: key.vault_key, form: charge(1) })).status, 200)
  assert.equal(upstream.heard[0]?.headers.authorization, `Bearer ${rotated}`)
})

test('a kill -9 loses no admin write and no admitted call: what was under way is unknown and counted', async () => {
  const silent = await startRecordingUpstream(() => undefined)
  const dataDir = folders.next()
  const env = { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: silent.url }
  const first = await startProduct({ dataDir, env })
  const key = await first.admin.issue({ total_usd_cap: 10, label: 'killed' })
  const lost = stageOf(first).call({ key: key.vault_key, form: charge(700) })
  while (silent.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const broken = assert.rejects(lost)
  await first.kill()
  await broken
  await using second = await startProduct({ dataDir, env })
  const [found] = await second.admin.audit('label=killed')
  assert.equal(found?.['state'], 'unknown')
  assert.equal(found?.['cost_usd'], 7)
  assert.equal((await stageOf(second).call({ key: key.vault_key, form: charge(301) })).code, 'cap_exhausted')
  await silent[Symbol.asyncDispose]()
})
