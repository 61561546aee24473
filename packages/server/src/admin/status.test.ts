import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentile, roundedUp } from './observe-report.ts'
import { makeCall } from './testing/calls.ts'
import { type Fields, startAdmin } from './testing/start-admin.ts'

const DAY_MS = 86_400_000

test('the status says what the ledger, the log and the brakes are at', async () => {
  await using admin = await startAdmin()
  await admin.send('PUT', '/vault/brake', { engaged: true, vendor: 'stripe', reason: 'a drill' })
  admin.pass(1_000)
  const { body } = await admin.send('GET', '/vault/status')
  const ledger = body.ledger as Fields
  assert.deepEqual([ledger.kind, ledger.writable, ledger.fault, ledger.unrecorded_outcomes], ['sqlite', true, null, 0])
  assert.deepEqual(body.clock, { stepped_ms: 0 })
  assert.deepEqual(body.brakes, [
    { vendor: 'stripe', reason: 'a drill', since: '2026-01-31T09:00:00.000Z', by: 'admin' },
  ])
  assert.equal(ledger.replica, null)
  const before = body.audit as Fields
  assert.equal(before.verified, null)
  assert.ok(Number(before.last_seq) > 0)
  const report = (await admin.send('POST', '/vault/audit/verify')).body
  assert.deepEqual([report.ok, report.fault], [true, null])
  const after = (await admin.send('GET', '/vault/status')).body.audit as Fields
  assert.deepEqual(after.verified, { ...report, at: '2026-01-31T09:00:01.000Z' })
})

test('a ledger that cannot commit is told of, and an issuer learns nothing of others', async () => {
  await using admin = await startAdmin()
  const issuer = await admin.principal('issuer')
  assert.equal((await issuer.send('GET', '/vault/status')).body.audit, null)
})

test('the report on observing keys says what would have been refused and which cap fits', async () => {
  await using admin = await startAdmin()
  const issue = async (label: string, mode: string) =>
    String(
      (
        await admin.send('POST', '/vault/keys', {
          vendor: 'stripe',
          allowed_endpoints: ['*'],
          total_usd_cap: 1_000,
          expires_in: '30d',
          label,
          mode,
        })
      ).body.id,
    )
  const [watching, enforcing] = [await issue('agent', 'observe'), await issue('agent', 'enforce')]
  for (const usd of [4_000_000n, 41_120_000n, 7_000_000n]) {
    await makeCall(admin, watching, { usd, observed: 'endpoint_not_allowed' })
    admin.pass(DAY_MS)
  }
  await makeCall(admin, enforcing, { usd: 500_000_000n })
  const { body } = await admin.send('GET', '/vault/observe')
  assert.deepEqual(body.data, [
    {
      label: 'agent',
      keys: 1,
      key_ids: [watching],
      observed: [{ code: 'endpoint_not_allowed', operation: 'payment_intents.create', count: 3 }],
      days: 3,
      p99_daily_usd: 41.12,
      suggested_daily_usd_cap: 42,
      spent_usd: 52.12,
    },
  ])
  assert.deepEqual([body.considered, body.complete], [2, true])
})

test('percentiles and rounding', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => BigInt(index + 1))
  assert.deepEqual([percentile(hundred, 99), percentile([5n], 99), percentile([], 99)], [99n, 5n, null])
  assert.deepEqual([roundedUp(411_200_000n), roundedUp(420_000_000n), roundedUp(7n)], [420_000_000n, 420_000_000n, 7n])
})
