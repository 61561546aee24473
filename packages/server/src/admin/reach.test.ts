import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin } from './testing/start-admin.ts'

const KEY = { vendor: 'stripe', total_usd_cap: 100, allowed_endpoints: ['*'] }

test('a dry run tells what would be revoked, and revokes nothing', async () => {
  await using admin = await startAdmin()
  const issue = async (fields: object) => (await admin.send('POST', '/vault/keys', { ...KEY, ...fields })).body
  const [one, two] = [await issue({ run: 'nightly' }), await issue({ run: 'nightly' })]
  await issue({ label: 'other' })
  const dry = await admin.send('POST', '/vault/keys/revoke', { run: 'nightly', dry_run: true })
  assert.equal(dry.status, 200, dry.text)
  const { key_ids, ...rest } = dry.body as { key_ids: string[] }
  assert.deepEqual(key_ids.toSorted(), [one.id, two.id].toSorted())
  assert.deepEqual(rest, {
    dry_run: true,
    keys: 2,
    calls_under_way: 0,
    open_holds: 0,
    held_usd: 0,
    closes_runs: ['run:nightly'],
  })
  assert.equal((await admin.send('GET', `/vault/keys/${String(one.id)}`)).body.status, 'active')
  const done = await admin.send('POST', '/vault/keys/revoke', { key_id: one.id })
  assert.deepEqual(done.body, { revoked: 1, key_ids: [one.id] })
})

test('an issuer reaches its own keys alone', async () => {
  await using admin = await startAdmin()
  await admin.send('POST', '/vault/keys', { ...KEY, label: 'a' })
  const issuer = await admin.principal('issuer')
  const mine = (await issuer.send('POST', '/vault/keys', { ...KEY, label: 'a' })).body
  const { body } = await issuer.send('POST', '/vault/keys/revoke', { label: 'a', dry_run: true })
  assert.deepEqual([body.keys, body.key_ids], [1, [mine.id]])
})
