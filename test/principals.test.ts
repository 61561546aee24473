/** What the list of principals says of each: its live keys, what they may still spend, and when it last called. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminOf, type Json } from './support/admin.ts'
import { foldersOf } from './support/folders.ts'
import { startProduct } from './support/product.ts'
import { charge, recorderSettings, stageOf } from './support/stage.ts'
import { startRecordingUpstream } from './support/upstream.ts'

test('live keys, outstanding money and last use of each principal, over a restart too', async () => {
  await using upstream = await startRecordingUpstream()
  const folders = await foldersOf('principals')
  const options = { dataDir: folders.next(), env: recorderSettings(upstream) }
  let product = await startProduct(options)
  const facts = async (id: string): Promise<readonly unknown[]> => {
    const { body } = await product.admin.request('GET', '/vault/principals')
    const found = (body['data'] as Json[]).find((principal) => principal['id'] === id)
    return ['live_keys', 'outstanding_usd', 'last_used_at'].map((name) => found?.[name])
  }
  try {
    const made = await product.admin.request('POST', '/vault/principals', { name: 'batch', role: 'issuer' })
    const id = String(made.body['id'])
    const credential = String(made.body['credential'])
    assert.deepEqual(await facts(id), [0, 0, null])
    const issuer = () => adminOf(product.url, credential)

    const beforeMs = Date.now()
    const key = await issuer().issue({ total_usd_cap: 10 })
    await issuer().issue({ total_usd_cap: 5 })
    assert.equal((await stageOf(product).call({ key: key.vault_key, form: charge(400) })).status, 200)
    const [keys, outstanding, used] = await facts(id)
    assert.deepEqual([keys, outstanding], [2, 11])
    assert.ok(Date.parse(String(used)) >= beforeMs - 1)

    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal((await issuer().request('GET', '/vault/keys')).status, 200)
    const [, , later] = await facts(id)
    assert.ok(Date.parse(String(later)) > Date.parse(String(used)), 'reading is a use')

    const [adminUsed] = (await facts('admin')).slice(2)
    assert.ok(Date.parse(String(adminUsed)) >= beforeMs - 1)
    await product.stop()
    product = await startProduct(options)
    const [again, stillOut, kept] = await facts(id)
    assert.deepEqual([again, stillOut], [2, 11])
    assert.ok(Date.parse(String(kept)) >= beforeMs - 1, `the last use is forgotten: ${String(kept)}`)
  } finally {
    await product.stop()
  }
})

test('an auditor, who issues nothing, is remembered too, also by the next process', async () => {
  await using upstream = await startRecordingUpstream()
  const options = { dataDir: (await foldersOf('auditor')).next(), env: recorderSettings(upstream) }
  let product = await startProduct(options)
  try {
    const made = await product.admin.request('POST', '/vault/principals', { name: 'books', role: 'auditor' })
    const lastUse = async () =>
      (await product.admin.request('GET', `/vault/principals/${String(made.body['id'])}`)).body['last_used_at']
    assert.equal(await lastUse(), null)
    const auditor = adminOf(product.url, String(made.body['credential']))
    assert.equal((await auditor.request('GET', '/vault/keys')).status, 200)
    const used = await lastUse()
    assert.equal(typeof used, 'string')
    await product.stop()
    product = await startProduct(options)
    assert.equal(await lastUse(), used)
  } finally {
    await product.stop()
  }
})
