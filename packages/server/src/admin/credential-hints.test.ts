import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startAdmin, type TestAdmin } from './testing/start-admin.ts'

const KEY = { vendor: 'stripe', allowed_endpoints: ['*'], daily_usd_cap: 5 }

/** How often the ledger was asked whose a credential is, outside of commits. */
function countLookUps(admin: TestAdmin): () => number {
  const { registry } = admin.parts.store
  const asked = registry.principalByCredential
  let count = 0
  registry.principalByCredential = (mac) => {
    count++
    return asked(mac)
  }
  return () => count
}

test('who issues one key after the other is looked up once; every other call looks again', async () => {
  await using admin = await startAdmin()
  const lookUps = countLookUps(admin)
  for (let count = 0; count < 3; count++) assert.equal((await admin.send('POST', '/vault/keys', KEY)).status, 201)
  assert.equal(lookUps(), 1)
  for (let count = 0; count < 3; count++) await admin.send('GET', '/vault/keys')
  assert.equal(lookUps(), 4)
})

for (const [end, [method, path]] of [
  ['was rotated', ['POST', '/rotate']],
  ['has no principal any more', ['DELETE', '']],
] as const)
  test(`a credential that ${end} issues nothing, however well it was known`, async () => {
    await using admin = await startAdmin()
    const { id, send } = await admin.principal('issuer')
    const name = { 'idempotency-key': 'job-1' }
    assert.equal((await send('POST', '/vault/keys', KEY, name)).status, 201)
    assert.equal((await admin.send(method, `/vault/principals/${id}${path}`)).status, 200)

    const attempts = [
      await send('POST', '/vault/keys', KEY),
      // Neither the repeat's secret nor what is wrong with a body is told to it.
      await send('POST', '/vault/keys', KEY, name),
      await send('POST', '/vault/keys', { ...KEY, expires_at: '2020-01-01T00:00:00Z' }, name),
      await send('POST', '/vault/keys', { daily_usd_cap: -1 }),
    ]
    assert.deepEqual(
      attempts.map(({ status, body }) => [status, body['code']]),
      attempts.map(() => [401, 'unauthenticated']),
    )
    const { body } = await admin.send('GET', '/vault/keys')
    assert.equal((body['data'] as readonly unknown[]).length, 1)
  })

test('a wrong body of one who is known is told what is wrong', async () => {
  await using admin = await startAdmin()
  for (let count = 0; count < 2; count++)
    assert.equal((await admin.send('POST', '/vault/keys', { ...KEY, daily_usd_cap: -1 })).status, 422)
})
