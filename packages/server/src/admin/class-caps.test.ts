import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fields, startAdmin, type TestAdmin } from './testing/start-admin.ts'

const KEY = { vendor: 'stripe', total_usd_cap: 60, allowed_endpoints: ['*'] }
const REFUND = { hourly_usd_cap: null, daily_usd_cap: 10, monthly_usd_cap: null, total_usd_cap: 50 }

const linesOf = ({ budgets }: Fields, name: string): readonly Fields[] =>
  (budgets as readonly Fields[]).filter(({ budget }) => budget === name)

async function issued(admin: TestAdmin, caps: unknown): Promise<Fields> {
  const { status, body, text } = await admin.send('POST', '/vault/keys', { ...KEY, caps })
  assert.equal(status, 201, text)
  return body
}

test('a key shows its class caps, and live spend of each under its own name', async () => {
  await using admin = await startAdmin()
  const key = await issued(admin, { refund: { daily_usd_cap: 10, total_usd_cap: 50 } })
  assert.deepEqual(key.caps, { refund: REFUND })
  const name = `key:${key.id}:refund`
  const lines = linesOf((await admin.send('GET', `/vault/keys/${key.id}`)).body, name)
  assert.deepEqual(
    lines.map(({ kind, window, cap_usd, remaining_usd }) => [kind, window, cap_usd, remaining_usd]),
    [
      ['key', 'day', 10, 10],
      ['key', 'total', 50, 50],
    ],
  )
  assert.deepEqual((await issued(admin, {})).caps, {})
})

test('PATCH changes, adds and takes away class caps', async () => {
  await using admin = await startAdmin()
  const { id } = await issued(admin, { refund: { daily_usd_cap: 10, total_usd_cap: 50 } })
  const patch = async (caps: unknown): Promise<Fields> => {
    const { status, body, text } = await admin.send('PATCH', `/vault/keys/${id}`, { caps })
    assert.equal(status, 200, text)
    return body
  }
  const payout = { hourly_usd_cap: null, daily_usd_cap: null, monthly_usd_cap: null, total_usd_cap: 5 }
  const added = await patch({ payout: 5 })
  assert.deepEqual(added.caps, { refund: REFUND, payout })
  assert.equal(linesOf(added, `key:${id}:payout`).length, 1)
  const taken = await patch({ refund: null })
  assert.deepEqual(taken.caps, { payout })
  // It goes on counting, so that a cap that comes back is true.
  assert.deepEqual(
    linesOf(taken, `key:${id}:refund`).map(({ window, cap_usd }) => [window, cap_usd]),
    [['total', null]],
  )
  assert.deepEqual((await patch({ refund: { hourly_usd_cap: 1 } })).caps, {
    refund: { ...payout, hourly_usd_cap: 1, total_usd_cap: null },
    payout,
  })
})

test('class caps alone are no cap of the key', async () => {
  await using admin = await startAdmin()
  const { total_usd_cap: _, ...uncapped } = KEY
  const { status, body } = await admin.send('POST', '/vault/keys', { ...uncapped, caps: { refund: 5 } })
  assert.equal(status, 422)
  assert.deepEqual(
    (body.errors as readonly Fields[]).map(({ pointer }) => pointer),
    ['/total_usd_cap'],
  )
})

test('the audit log tells an auditor which class caps were set', async () => {
  await using admin = await startAdmin()
  const { id } = await issued(admin, { refund: 50 })
  await admin.send('PATCH', `/vault/keys/${id}`, { caps: { payout: { daily_usd_cap: 2 } } })
  const { body } = await admin.send('GET', '/vault/audit?kind=admin&limit=2')
  assert.deepEqual(
    (body.data as readonly Fields[]).map(({ action, details }) => [action, (details as Fields).class_caps_usd]),
    [
      ['key.changed', { refund: { total: 50 }, payout: { day: 2 } }],
      ['key.issued', { refund: { total: 50 } }],
    ],
  )
})
